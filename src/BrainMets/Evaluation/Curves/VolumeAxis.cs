namespace BrainMets.Evaluation;

/// <summary>Whose volume a curve is drawn against.</summary>
public enum VolumeAxis
{
    Reference,

    Predicted,

    /// <summary>Reference volume for one part and predicted volume for another, taken at equal volume.</summary>
    Both,
}
