using BrainMets.Imaging.Filters;

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
    /// A voxel belongs to a lesion when its probability is at least this, compared in single precision; above 0, at most 1.
    /// </summary>
    public double Threshold { get; init; } = 0.5;

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
