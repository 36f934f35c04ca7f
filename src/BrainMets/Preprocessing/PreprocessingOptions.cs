using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>How a scan becomes a <see cref="PreparedCase"/>. Reasons and measurements: docs/preprocessing.md.</summary>
public sealed record PreprocessingOptions
{
    /// <summary>
    /// Voxel spacing of the working grid along its Right, Anterior and Superior axes, in mm. Each must be 0.2 to 10. Default 1.0 x 1.0 x 1.5: a
    /// 3 mm lesion spans at least two voxels along every axis, and a head needs a third fewer voxels than at 1 mm.
    /// </summary>
    public SpacingMm Spacing { get; init; } = new(1.0, 1.0, 1.5);

    /// <summary>
    /// Kept around the brain's box when cropping, in mm, 0 to 100. Default 12: the widest context of the network beyond a tile is mostly
    /// outside the brain there, where it reads a constant anyway.
    /// </summary>
    public double MarginMm { get; init; } = 12;

    /// <summary>
    /// A built-in brain extraction that finds less is refused as "no brain", in mL, 0 to 2000. Default 500: half of a small adult brain,
    /// so a scan that covers only part of the head still passes and a phantom bottle does not.
    /// </summary>
    public double MinBrainVolumeMl { get; init; } = 500;

    /// <summary>How the brain is found in a head without a given mask. Default: the built-in method, which needs no weights.</summary>
    public BrainExtractionMethod BrainExtraction { get; init; } = BrainExtractionMethod.Builtin;

    /// <summary>File of the network's weights, for the methods that have one; null for the built-in method.</summary>
    public string? BrainModel { get; init; }

    /// <exception cref="ArgumentException">Every value out of range, listed.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (!(InRange(Spacing.X, 0.2, 10) && InRange(Spacing.Y, 0.2, 10) && InRange(Spacing.Z, 0.2, 10)))
        {
            faults.Add($"spacing is {Spacing}; each must be 0.2 to 10 mm");
        }

        if (!InRange(MarginMm, 0, 100))
        {
            faults.Add($"marginMm is {MarginMm}; must be 0 to 100");
        }

        if (!InRange(MinBrainVolumeMl, 0, 2000))
        {
            faults.Add($"minBrainVolumeMl is {MinBrainVolumeMl}; must be 0 to 2000");
        }

        if (BrainExtraction == BrainExtractionMethod.Builtin && BrainModel is not null)
        {
            faults.Add($"brainModel is {BrainModel}, but brainExtraction is builtin, which has no weights; choose mindgrab or synthstrip, or name no file");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Preprocessing options: " + string.Join("; ", faults) + ".");
        }
    }

    private static bool InRange(double value, double low, double high) => value >= low && value <= high;
}
