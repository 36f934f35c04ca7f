namespace BrainMets.Experiments;

/// <summary>Which patients of a data set no network may learn from: a fixed list, or so many drawn by seed.</summary>
public sealed record SplitPlan
{
    /// <summary>How many are kept for testing, drawn by <see cref="Seed"/>.</summary>
    public int TestPatients { get; init; }

    /// <summary>How many must then be left to learn from; 0 to leave it unsaid. Another number is an error: the data are not those of the plan.</summary>
    public int TrainingPatients { get; init; }

    /// <summary>The test patients by name; in place of a number.</summary>
    public IReadOnlyList<string> TestPatientNames { get; init; } = [];

    public int Seed { get; init; } = 1;
}
