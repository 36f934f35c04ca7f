using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>Reads a whole case as a <see cref="ReaderModel"/> would.</summary>
internal sealed class SecondReader(ReaderModel model, NoiseField noise, Affine voxelToHead)
{
    /// <summary>The reader's mask, and for each lesion whether it was found.</summary>
    public (Volume<byte> Mask, bool[] Seen) Read(
        Volume<byte> brainMask, IReadOnlyList<LesionShape> shapes, IReadOnlyList<Tube> tubes, Random random)
    {
        var mask = new Volume<byte>(brainMask.Geometry);
        var seen = new bool[shapes.Count];
        for (var i = 0; i < shapes.Count; i++)
        {
            seen[i] = model.Finds(shapes[i].Plan, random);
            if (seen[i])
            {
                model.Draw(mask, shapes[i], noise, random);
            }
        }

        if (random.NextDouble() < model.FalsePositiveChance)
        {
            TakeVesselForLesion(mask, brainMask, shapes, (tubes, random));
        }

        return (mask, seen);
    }

    private void TakeVesselForLesion(
        Volume<byte> mask, Volume<byte> brainMask, IReadOnlyList<LesionShape> shapes, (IReadOnlyList<Tube> Tubes, Random Random) draw)
    {
        var vessels = draw.Tubes.Where(t => t.Kind is TubeKind.Artery or TubeKind.Vein);
        var nodes = vessels.SelectMany(t => t.Nodes).Select(n => n.Point).ToList();
        var spacing = mask.Geometry.Spacing;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var point = nodes[draw.Random.Next(nodes.Count)];
            var radiusMm = 1.3 + (1.2 * draw.Random.NextDouble());
            if (shapes.Any(s => Vector3.Distance(s.CentreHeadMm, point) < (1.6f * s.Plan.RadiusMm) + 6))
            {
                continue;
            }

            var v = voxelToHead.Inverse().Apply(point.X, point.Y, point.Z);
            var (x, y, z) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
            if (!mask.Size.Contains(x, y, z) || brainMask[x, y, z] == 0)
            {
                continue;
            }

            var box = new Box3(x, y, z, new Size3(1, 1, 1))
                .Grow((int)(radiusMm / spacing.X) + 1, (int)(radiusMm / spacing.Y) + 1, (int)(radiusMm / spacing.Z) + 1, mask.Size);
            FillBall(mask, brainMask, box, (v, radiusMm));
            return;
        }
    }

    private static void FillBall(Volume<byte> mask, Volume<byte> brainMask, Box3 box, (PointMm Voxel, double RadiusMm) ball)
    {
        var spacing = mask.Geometry.Spacing;
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    var away = new PointMm((x - ball.Voxel.X) * spacing.X, (y - ball.Voxel.Y) * spacing.Y, (z - ball.Voxel.Z) * spacing.Z);
                    if (away.Length < ball.RadiusMm && brainMask[x, y, z] != 0)
                    {
                        mask[x, y, z] = 1;
                    }
                }
            }
        }
    }
}

/// <summary>
/// A second reader: misses small and faint lesions more often than large ones, draws every boundary a little elsewhere, and now and
/// then takes a vessel for a lesion.
/// </summary>
internal sealed record ReaderModel
{
    /// <summary>Chance of finding a lesion of 0.02 cc with full enhancement.</summary>
    public double SensitivityAtTwentyMm3 { get; init; } = 0.6;

    /// <summary>Rise of the log odds of finding per natural log of volume.</summary>
    public double LogOddsSlope { get; init; } = 0.9;

    /// <summary>Standard deviation of a whole lesion's boundary, segmented too large or too small, in mm.</summary>
    public double BoundaryBiasMm { get; init; } = 0.35;

    /// <summary>Smallest and largest amplitude of the boundary's local departures, in mm.</summary>
    public (double Low, double High) BoundaryWaverMm { get; init; } = (0.3, 0.8);

    /// <summary>Probability per case that one vessel is segmented as a lesion.</summary>
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
