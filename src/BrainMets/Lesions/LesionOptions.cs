using BrainMets.Imaging;

namespace BrainMets.Lesions;

/// <summary>What counts as one lesion. The defaults keep every component: right for references and for evaluation.</summary>
public sealed record LesionOptions
{
    /// <summary>
    /// For lists that people read: components below 3 mm³ (two voxels of 1 x 1 x 1.5 mm) are left out. An evaluation should rather see them
    /// all, because its matching preset ignores small lesions on both sides alike.
    /// </summary>
    public static LesionOptions ForReading { get; } = new() { MinVolumeMm3 = 3 };

    /// <summary>
    /// A component is a lesion when the highest probability in it is at least this, compared in single precision; above 0, at most 1.
    /// </summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Components are made of the voxels with at least this probability, so that a lesion that is surely there is outlined where it probably ends; above 0, at
    /// most <see cref="Threshold"/>. Null: one threshold for both.
    /// </summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>From which probability on a voxel belongs to a component.</summary>
    internal float VoxelThreshold => (float)(OutlineThreshold ?? Threshold);

    /// <summary>Which neighbours join. Default 26, as in most published evaluations of metastases.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Corners26;

    /// <summary>Smallest lesion kept, in mm³; 0 keeps all.</summary>
    public double MinVolumeMm3 { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(Threshold > 0 && Threshold <= 1))
        {
            faults.Add($"threshold is {Threshold}; must be above 0 and at most 1");
        }

        if (OutlineThreshold is { } outline && !(outline > 0 && outline <= Threshold))
        {
            faults.Add($"threshold of outlines is {outline}; must be above 0 and at most the threshold, {Threshold}");
        }

        if (!Enum.IsDefined(Connectivity))
        {
            faults.Add($"connectivity is {(int)Connectivity}; must be 6, 18 or 26");
        }

        if (!(MinVolumeMm3 >= 0) || double.IsInfinity(MinVolumeMm3))
        {
            faults.Add($"minimum volume is {MinVolumeMm3} mm³; must be 0 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"Lesion options: {string.Join("; ", faults)}.");
        }
    }
}
