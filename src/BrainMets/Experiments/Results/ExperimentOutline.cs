namespace BrainMets.Experiments;

/// <summary>What an experiment would do; nothing is made or trained for it.</summary>
public sealed record ExperimentEstimate
{
    /// <summary>Name, patients and cases of each.</summary>
    public required IReadOnlyList<(string Name, int Patients, int Cases)> DataSets { get; init; }

    /// <summary>What networks learn from.</summary>
    public required IReadOnlyList<TrainingSetSize> TrainingSets { get; init; }

    /// <summary>Name, patients and cases of each test set, after all that is learned from has left it.</summary>
    public required IReadOnlyList<(string Name, int Patients, int Cases)> Tests { get; init; }

    /// <summary>The networks to train.</summary>
    public required IReadOnlyList<EstimatedModel> Models { get; init; }

    /// <summary>An estimate: all networks over all test scans, on two CPU cores. What is there already counts too.</summary>
    public required double PredictionSeconds { get; init; }

    /// <summary>An estimate: everything that is judged, on two CPU cores. What is there already counts too.</summary>
    public required double JudgingSeconds { get; init; }

    /// <summary>Test scans whose size could not be read; the estimates lack them.</summary>
    public required int UnknownScans { get; init; }
}
