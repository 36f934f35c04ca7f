namespace BrainMets.Training;

/// <summary>How the learning rate falls.</summary>
public enum ScheduleKind
{
    /// <summary>By half at given epochs, the paper's.</summary>
    Halving,

    /// <summary>Along half a cosine from the full rate to 0 over all steps, for short trainings.</summary>
    Cosine,
}
