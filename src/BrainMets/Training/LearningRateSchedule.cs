namespace BrainMets.Training;

/// <summary>The learning rate of a step, as a pure function, so that a resumed run has the same.</summary>
internal static class LearningRateSchedule
{
    /// <param name="options">Rate, kind and warm-up.</param>
    /// <param name="step">From 0, over the whole training.</param>
    /// <param name="stepsPerEpoch">Steps an epoch.</param>
    /// <param name="epochs">Epochs of the whole training.</param>
    public static double At(OptimizerOptions options, int step, int stepsPerEpoch, int epochs)
    {
        var warmUp = step < options.WarmUpSteps ? (step + 1.0) / options.WarmUpSteps : 1;
        var fall = options.Schedule == ScheduleKind.Halving
            ? Math.Pow(0.5, options.HalveAfterEpochs.Count(e => step / stepsPerEpoch >= e))
            : 0.5 * (1 + Math.Cos(Math.PI * step / ((double)stepsPerEpoch * epochs)));
        return options.LearningRate * warmUp * fall;
    }
}

/// <summary>How the learning rate falls.</summary>
internal enum ScheduleKind
{
    /// <summary>By half at given epochs, the paper's.</summary>
    Halving,

    /// <summary>Along half a cosine from the full rate to 0 over all steps, for short trainings.</summary>
    Cosine,
}
