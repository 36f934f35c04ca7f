namespace BrainMets.Experiments;

/// <summary>How large the largest of each kind is. The defaults are what users have; tests take less.</summary>
public sealed record ScalingOptions
{
    /// <summary>The network that predicts, a preset or a model. Default compact: the paper's would take minutes and grow alike.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>The largest scan has voxels so many times as long as a real one; at least 1.</summary>
    public double Coarsening { get; init; } = 1;

    /// <summary>Voxels along x and y of the masks with 10 to 300 lesions; two thirds of it along z. At least 190.</summary>
    public int MaskSide { get; init; } = 240;

    /// <summary>Cases of the largest cohort; at least 27.</summary>
    public int MostCases { get; init; } = 405;

    /// <summary>Each point is the least of so many times; at least 1.</summary>
    public int Times { get; init; } = 2;
}
