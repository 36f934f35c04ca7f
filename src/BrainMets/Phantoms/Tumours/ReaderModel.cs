using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>
/// A second reader: misses small and faint lesions more often than large ones, draws every boundary a little elsewhere, and now and
/// then takes a vessel for a lesion.
/// </summary>
public sealed record ReaderModel
{
    /// <summary>Chance of finding a lesion of 0.02 cc with full enhancement.</summary>
    public double SensitivityAtTwentyMm3 { get; init; } = 0.6;

    /// <summary>Rise of the log odds of finding per natural log of volume.</summary>
    public double LogOddsSlope { get; init; } = 0.9;

    /// <summary>Standard deviation of a whole lesion's boundary, drawn too large or too small, in mm.</summary>
    public double BoundaryBiasMm { get; init; } = 0.35;

    /// <summary>Smallest and largest amplitude of the boundary's local departures, in mm.</summary>
    public (double Low, double High) BoundaryWaverMm { get; init; } = (0.3, 0.8);

    /// <summary>Chance in a case of one vessel taken for a lesion.</summary>
    public double FalsePositiveChance { get; init; } = 0.2;

    /// <summary>Chance of finding a lesion.</summary>
    public double Sensitivity(double volumeCc, double enhancement)
    {
        var atTwenty = Math.Log(SensitivityAtTwentyMm3 / (1 - SensitivityAtTwentyMm3));
        var logOdds = atTwenty + (LogOddsSlope * Math.Log(volumeCc / 0.02)) + (2 * (enhancement - 0.8));
        return 1 / (1 + Math.Exp(-logOdds));
    }

    internal bool Finds(LesionPlan plan, Random random) => random.NextDouble() < Sensitivity(plan.VolumeCc, plan.Enhancement);

    /// <summary>Draws one found lesion into the reader's mask.</summary>
    internal void Draw(Volume<byte> mask, LesionShape shape, NoiseField noise, Random random)
    {
        var bias = BoundaryBiasMm * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Max(1e-9, random.NextDouble()));
        var waver = BoundaryWaverMm.Low + ((BoundaryWaverMm.High - BoundaryWaverMm.Low) * random.NextDouble());
        var offset = new Vector3(random.Next(1000), random.Next(1000), random.Next(1000));
        var wavelengthMm = Math.Max(5, 1.5f * shape.Plan.RadiusMm);
        var drawn = 0;
        foreach (var (grid, inBox) in shape.Voxels(mask.Size))
        {
            var (x, y, z) = mask.Size.Position(grid);
            var spacing = mask.Geometry.Spacing;
            var place = new Vector3((float)(x * spacing.X), (float)(y * spacing.Y), (float)(z * spacing.Z));
            if (shape.DistanceMm[inBox] < bias + (waver * noise.At(place + offset, wavelengthMm)))
            {
                mask.Voxels[grid] = 1;
                drawn++;
            }
        }

        if (drawn == 0)
        {
            var deepest = Array.IndexOf(shape.DistanceMm, shape.DistanceMm.Min());
            mask.Voxels[shape.Voxels(mask.Size).ElementAt(deepest).Grid] = 1;
        }
    }
}
