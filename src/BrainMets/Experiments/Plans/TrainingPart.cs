namespace BrainMets.Experiments;

/// <summary>A part of a training set: all of a data set that is not kept for testing, or a few of its patients.</summary>
public sealed record TrainingPart
{
    public required string DataSet { get; init; }

    /// <summary>So many patients drawn by <see cref="Seed"/> ("few-shot"); they leave the test set for every network. 0 for all patients.</summary>
    public int Patients { get; init; }

    public int Seed { get; init; } = 1;
}
