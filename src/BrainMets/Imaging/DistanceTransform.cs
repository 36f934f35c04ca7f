namespace BrainMets.Imaging;

/// <summary>
/// Exact Euclidean distance transform for anisotropic spacing, in three separable passes of lower envelopes of parabolas (Felzenszwalb and
/// Huttenlocher 2012). Voxel axes are assumed orthogonal. The first two passes go slice by slice on all processors, the lines of the last
/// two through a small block that lies in the cache.
/// </summary>
internal static class DistanceTransform
{
    /// <summary>Lines that are copied out together: 16 doubles are two cache lines.</summary>
    private const int BlockLines = 16;

    /// <summary>
    /// Squared distance in mm² from each voxel centre to the nearest non-zero voxel centre; infinity everywhere for an empty mask.
    /// </summary>
    public static Volume<double> SquaredMm(Volume<byte> mask) => new(mask.Geometry, SquaredMmWithin(mask, Box3.Whole(mask.Size)));

    /// <summary>
    /// For each voxel the label of the nearest labelled voxel, by distance in mm; of equally near ones always the same. 0 everywhere for an
    /// empty map.
    /// </summary>
    public static Volume<int> NearestLabel(Volume<int> labels)
    {
        var nearest = new Volume<int>(labels.Geometry, [.. labels.Voxels]);
        var (size, spacing) = (labels.Size, labels.Geometry.Spacing);
        var squared = labels.Map(l => l != 0 ? 0.0 : double.PositiveInfinity).Voxels;
        Parallel.For(0, size.Z, () => new EnvelopeLines(Longest(size), BlockLines), (z, _, lines) =>
        {
            for (var y = 0; y < size.Y; y++)
            {
                lines.Pass((squared, nearest.Voxels), new LineBlock(size.Index(0, y, z), 1, size.X, 1), (0, spacing.X));
            }

            AcrossSlice((squared, nearest.Voxels), size, z, (0, spacing.Y), lines);
            return lines;
        }, _ => { });
        ThroughSlices((squared, nearest.Voxels), size, (0, spacing.Z));
        return nearest;
    }

    /// <summary>
    /// The squared distances inside a box only, x fastest, from the non-zero voxels inside it alone. They equal those of the whole grid to
    /// the last bit wherever the nearest such voxel lies in the box.
    /// </summary>
    internal static double[] SquaredMmWithin(Volume<byte> mask, Box3 box)
    {
        var (size, spacing) = (box.Size, mask.Geometry.Spacing);
        var squared = new double[size.Count];
        var steps = new double[size.X];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = i * spacing.X * (i * spacing.X);
        }

        Parallel.For(0, size.Z, () => new EnvelopeLines(Longest(size), BlockLines), (z, _, lines) =>
        {
            for (var y = 0; y < size.Y; y++)
            {
                var row = mask.Voxels.AsSpan(mask.Size.Index(box.X, box.Y + y, box.Z + z), size.X);
                AlongRow(row, squared.AsSpan(size.Index(0, y, z), size.X), steps);
            }

            AcrossSlice((squared, null), size, z, (box.Y, spacing.Y), lines);
            return lines;
        }, _ => { });
        ThroughSlices((squared, null), size, (box.Z, spacing.Z));
        return squared;
    }

    /// <summary>In the first pass every height is 0 or infinite, so that the nearest is found by walking there and back.</summary>
    private static void AlongRow(ReadOnlySpan<byte> mask, Span<double> squared, double[] steps)
    {
        var first = mask.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            squared.Fill(double.PositiveInfinity);
            return;
        }

        var before = first;
        for (var x = 0; x < first; x++)
        {
            squared[x] = steps[first - x];
        }

        for (var x = first; x < mask.Length; x++)
        {
            if (mask[x] != 0)
            {
                for (var back = before + 1; back < x; back++)
                {
                    squared[back] = steps[Math.Min(back - before, x - back)];
                }

                squared[x] = 0;
                before = x;
            }
        }

        for (var x = before + 1; x < mask.Length; x++)
        {
            squared[x] = steps[x - before];
        }
    }

    private static void AcrossSlice(
        (double[] Squared, int[]? Carried) voxels, Size3 size, int z, (int First, double SpacingMm) along, EnvelopeLines lines)
    {
        for (var x = 0; x < size.X; x += BlockLines)
        {
            lines.Pass(voxels, new LineBlock(size.Index(x, 0, z), size.X, size.Y, Math.Min(BlockLines, size.X - x)), along);
        }
    }

    private static void ThroughSlices((double[] Squared, int[]? Carried) voxels, Size3 size, (int First, double SpacingMm) along) =>
        Parallel.For(0, size.Y, () => new EnvelopeLines(Longest(size), BlockLines), (y, _, lines) =>
        {
            for (var x = 0; x < size.X; x += BlockLines)
            {
                lines.Pass(voxels, new LineBlock(size.Index(x, y, 0), size.X * size.Y, size.Z, Math.Min(BlockLines, size.X - x)), along);
            }

            return lines;
        }, _ => { });

    private static int Longest(Size3 size) => Math.Max(size.X, Math.Max(size.Y, size.Z));
}

/// <summary>Lines that lie side by side in memory, each one voxel after the one before.</summary>
/// <param name="Start">Index of the first line's first voxel.</param>
/// <param name="Stride">From a voxel of a line to the next.</param>
/// <param name="Length">Voxels of a line.</param>
/// <param name="Lines">How many lines.</param>
internal readonly record struct LineBlock(int Start, int Stride, int Length, int Lines);

/// <summary>The voxels of one line whose values are carried along with the distances.</summary>
internal readonly record struct CarriedLine(int[] Voxels, int Start, int Stride);

/// <summary>
/// One pass of the distance transform over lines that lie side by side in memory: each line's heights become the lower envelope of the
/// parabolas that stand on them. Holds its scratch space, so one a thread.
/// </summary>
internal sealed class EnvelopeLines(int longest, int mostLines)
{
    private readonly double[] heights = new double[longest * mostLines];
    private readonly double[] envelope = new double[longest];
    private readonly int[] parabolas = new int[longest];
    private readonly double[] borders = new double[longest + 1];
    private readonly int[] labels = new int[longest];

    /// <param name="voxels">Squared distances so far, changed in place; and what the nearest voxel holds, carried along, or null.</param>
    /// <param name="block">Which lines.</param>
    /// <param name="along">
    /// Position of a line's first voxel on the whole grid: borders are rounded by it, and must not depend on how the grid is cropped.
    /// </param>
    public void Pass((double[] Squared, int[]? Carried) voxels, LineBlock block, (int First, double SpacingMm) along)
    {
        for (var q = 0; q < block.Length; q++)
        {
            var from = voxels.Squared.AsSpan(block.Start + (q * block.Stride), block.Lines);
            for (var line = 0; line < from.Length; line++)
            {
                heights[(line * longest) + q] = from[line];
            }
        }

        for (var line = 0; line < block.Lines; line++)
        {
            var own = heights.AsSpan(line * longest, block.Length);
            if (voxels.Carried is { } carried)
            {
                Follow(own, along, new CarriedLine(carried, block.Start + line, block.Stride));
            }
            else
            {
                Follow(own, along, null);
            }
        }

        for (var q = 0; q < block.Length; q++)
        {
            var to = voxels.Squared.AsSpan(block.Start + (q * block.Stride), block.Lines);
            for (var line = 0; line < to.Length; line++)
            {
                to[line] = heights[(line * longest) + q];
            }
        }
    }

    private void Follow(Span<double> line, (int First, double SpacingMm) along, CarriedLine? carried)
    {
        var count = Stand(line, along, carried);
        var result = envelope.AsSpan(0, line.Length);
        var current = 0;
        for (var q = 0; q < line.Length && count > 0; q++)
        {
            while (current + 1 < count && borders[current + 1] < q + along.First)
            {
                current++;
            }

            var step = (q - parabolas[current]) * along.SpacingMm;
            result[q] = (step * step) + line[parabolas[current]];
            if (carried is var (voxels, start, stride))
            {
                voxels[start + (q * stride)] = labels[current];
            }
        }

        if (count > 0)
        {
            result.CopyTo(line);
        }
    }

    /// <summary>Finds the parabolas of the envelope and where each takes over from the one before; returns how many there are.</summary>
    private int Stand(ReadOnlySpan<double> line, (int First, double SpacingMm) along, CarriedLine? carried)
    {
        var squaredSpacing = along.SpacingMm * along.SpacingMm;
        var count = 0;
        for (var q = 0; q < line.Length; q++)
        {
            var height = line[q];
            if (double.IsPositiveInfinity(height))
            {
                continue;
            }

            var border = double.NegativeInfinity;
            while (count > 0)
            {
                var earlier = parabolas[count - 1];
                border = Crossing((height - line[earlier]) / squaredSpacing, earlier + along.First, q + along.First);
                if (border > borders[count - 1])
                {
                    break;
                }

                count--;
                border = double.NegativeInfinity;
            }

            (parabolas[count], borders[count]) = (q, border);
            labels[count] = carried is var (voxels, start, stride) ? voxels[start + (q * stride)] : 0;
            count++;
        }

        return count;
    }

    /// <summary>
    /// Where, in voxels, the parabola rooted at the later position drops below the earlier one; the rise is in squared voxels.
    /// </summary>
    private static double Crossing(double rise, int earlier, int later) =>
        (rise + ((double)later * later) - ((double)earlier * earlier)) / (2.0 * (later - earlier));
}
