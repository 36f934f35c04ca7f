namespace BrainMets.Preprocessing;

/// <summary>
/// From the core of grey and white matter to the brain as a whole: sulci, ventricles, lesions and vessels inside are filled, and the CSF
/// around it is included up to a few millimetres, so that a lesion at the surface is never cut off.
/// </summary>
internal static class BrainEnvelope
{
    /// <summary>Sulci, fissures and lesions at the lower surface up to twice this wide are closed.</summary>
    private const double ClosingMm = 18;

    /// <summary>From this far below the widest level upwards a brain is convex, so its hull holds surface lesions of any size.</summary>
    private const double ConvexAboveMm = -24;

    /// <summary>A bright piece counts as the brain's own when this part of it is inside already and it is no larger than this.</summary>
    private const double OwnPart = 0.5;
    private const double LargestOwnPieceMl = 100;

    /// <summary>How far the surface moves out into what is neither bone nor fat.</summary>
    private const double GrowthMm = 2;

    /// <summary>The darkest this part of the envelope, sulci and ventricles, estimates the intensity of CSF; bone is darker.</summary>
    private const double CsfPart = 0.03;

    private const float BrightestRim = 1.3f;

    /// <summary>Rounds off steps of the coarse grid.</summary>
    private const double SmoothingVoxels = 1;

    /// <summary>The brain on the grid of <paramref name="target"/>.</summary>
    public static Volume<byte> Around(BrainCore core, Volume<float> coarse, VolumeGeometry target)
    {
        var closed = Close(core.Mask);
        ConvexHull.FillAbove(closed, Math.Max(0, core.Shape.WidestSlice + (int)(ConvexAboveMm / coarse.Geometry.Spacing.Z)));
        closed = WithOwnBrightParts(closed, core, coarse);
        var grown = Morphology.Dilate(closed, GrowthMm);
        var relative = new float[coarse.Voxels.Length];
        for (var i = 0; i < relative.Length; i++)
        {
            relative[i] = coarse.Voxels[i] / core.Brightness.Voxels[i];
        }

        var inside = IntensityNormalization.Inside(new Volume<float>(coarse.Geometry, relative), closed);
        var csf = inside.Length > 0 ? Quantiles.At(inside, CsfPart) : 0;
        for (var i = 0; i < grown.Voxels.Length; i++)
        {
            var rim = grown.Voxels[i] != 0 && relative[i] > csf && relative[i] < BrightestRim;
            grown.Voxels[i] = (byte)(closed.Voxels[i] != 0 || rim ? 1 : 0);
        }

        core.Bound(grown);
        var smooth = GaussianFilter.Smooth(grown.Map(m => (float)m), SmoothingVoxels, SmoothingVoxels, SmoothingVoxels);
        var fine = Resampler.Linear(smooth, target, outside: 0).Map(v => (byte)(v > 0.5f ? 1 : 0));
        return ConnectedComponents.Largest(fine, Connectivity.Faces6);
    }

    /// <summary>
    /// Adds the outer cap of enhancing lesions that make up a corner of the brain, where neither closing nor hull finds the surface. Scalp
    /// fat lies almost wholly outside; vessels that are mostly inside bring a little of their way out.
    /// </summary>
    private static Volume<byte> WithOwnBrightParts(Volume<byte> brain, BrainCore core, Volume<float> coarse)
    {
        var bright = new Volume<byte>(brain.Geometry);
        for (var i = 0; i < bright.Voxels.Length; i++)
        {
            bright.Voxels[i] = (byte)(coarse.Voxels[i] > BrightestRim * core.Brightness.Voxels[i] ? 1 : 0);
        }

        var (labels, count) = ConnectedComponents.Label(bright, Connectivity.Faces6);
        var inside = new long[Math.Max(1, count)];
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is var label && label > 0 && brain.Voxels[i] != 0)
            {
                inside[label - 1]++;
            }
        }

        var sizes = ConnectedComponents.Sizes(labels, count);
        var own = sizes.Select(
            (size, i) => inside[i] >= OwnPart * size && size * labels.Geometry.VoxelVolumeMm3 <= 1000 * LargestOwnPieceMl).ToArray();
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            brain.Voxels[i] |= (byte)(labels.Voxels[i] is var label && label > 0 && own[label - 1] ? 1 : 0);
        }

        return Morphology.FillHoles(brain);
    }

    /// <summary>
    /// Closing by a ball, holes filled; on a padded grid, so that the border of the field of view does not count as brain.
    /// </summary>
    private static Volume<byte> Close(Volume<byte> core)
    {
        var margin = (int)Math.Ceiling(ClosingMm / core.Geometry.Spacing.Smallest) + 1;
        var padded = Pad(core, margin);
        var closed = Morphology.Erode(Morphology.FillHoles(Morphology.Dilate(padded, ClosingMm)), ClosingMm)
            .Crop(new Box3(margin, margin, margin, core.Size));
        for (var i = 0; i < core.Voxels.Length; i++)
        {
            closed.Voxels[i] |= core.Voxels[i];
        }

        return new Volume<byte>(core.Geometry, closed.Voxels);
    }

    private static Volume<byte> Pad(Volume<byte> mask, int margin)
    {
        var size = new Size3(mask.Size.X + (2 * margin), mask.Size.Y + (2 * margin), mask.Size.Z + (2 * margin));
        var map = mask.Geometry.VoxelToWorld;
        var padded = new Volume<byte>(new VolumeGeometry(size, map with { Origin = map.Apply(-margin, -margin, -margin) }));
        for (var z = 0; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                mask.Voxels.AsSpan(mask.Size.Index(0, y, z), mask.Size.X)
                    .CopyTo(padded.Voxels.AsSpan(size.Index(margin, y + margin, z + margin)));
            }
        }

        return padded;
    }
}

/// <summary>
/// The convex hull of part of a mask, as the intersection of half-spaces in many evenly spread directions: with 400 directions it lies less
/// than 0.3 mm outside the true hull of a brain.
/// </summary>
internal static class ConvexHull
{
    private const int DirectionCount = 400;

    private static readonly PointMm[] Directions = SpreadDirections();

    /// <summary>Fills the hull of the mask's slices from <paramref name="lowestSlice"/> up, in place.</summary>
    public static void FillAbove(Volume<byte> mask, int lowestSlice)
    {
        var rows = FilledRows(mask, lowestSlice);
        if (rows.Count == 0)
        {
            return;
        }

        var reach = Array.ConvertAll(Directions, d => Reach(rows, d));
        for (var z = lowestSlice; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                var (low, high) = Inside(reach, mask.Size.X, y, z);
                if (high >= low)
                {
                    mask.Voxels.AsSpan(mask.Size.Index(low, y, z), high - low + 1).Fill(1);
                }
            }
        }
    }

    /// <summary>The ends of each row are all that can lie on the hull.</summary>
    private static List<FilledRow> FilledRows(Volume<byte> mask, int lowestSlice)
    {
        var rows = new List<FilledRow>();
        for (var z = lowestSlice; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                var row = mask.Voxels.AsSpan(mask.Size.Index(0, y, z), mask.Size.X);
                if (row.IndexOfAnyExcept((byte)0) is var first && first >= 0)
                {
                    rows.Add(new FilledRow(first, row.LastIndexOfAnyExcept((byte)0), y, z));
                }
            }
        }

        return rows;
    }

    /// <summary>How far the rows reach in a direction.</summary>
    private static double Reach(List<FilledRow> rows, PointMm direction)
    {
        var farthest = double.NegativeInfinity;
        foreach (var (first, last, y, z) in rows)
        {
            farthest = Math.Max(farthest, Math.Max(direction.X * first, direction.X * last) + (direction.Y * y) + (direction.Z * z));
        }

        return farthest;
    }

    /// <summary>The voxels of one row that no half-space cuts off.</summary>
    private static (int Low, int High) Inside(double[] reach, int sizeX, int y, int z)
    {
        const double Slack = 1e-6;
        var (low, high) = (0.0, sizeX - 1.0);
        for (var i = 0; i < reach.Length; i++)
        {
            var (d, rest) = (Directions[i], reach[i] + Slack - (Directions[i].Y * y) - (Directions[i].Z * z));
            if (d.X > 0)
            {
                high = Math.Min(high, rest / d.X);
            }
            else if (d.X < 0)
            {
                low = Math.Max(low, rest / d.X);
            }
            else if (rest < 0)
            {
                return (0, -1);
            }
        }

        return ((int)Math.Ceiling(low), (int)Math.Floor(high));
    }

    /// <summary>A row of voxels along x by its first and last set voxel.</summary>
    private readonly record struct FilledRow(int First, int Last, int Y, int Z);

    /// <summary>Points of a Fibonacci spiral on the unit sphere.</summary>
    private static PointMm[] SpreadDirections()
    {
        var turn = Math.PI * (1 + Math.Sqrt(5));
        return
        [
            .. Enumerable.Range(0, DirectionCount).Select(i =>
            {
                var z = 1 - (2 * (i + 0.5) / DirectionCount);
                var radius = Math.Sqrt(1 - (z * z));
                return new PointMm(radius * Math.Cos(turn * (i + 0.5)), radius * Math.Sin(turn * (i + 0.5)), z);
            }),
        ];
    }
}
