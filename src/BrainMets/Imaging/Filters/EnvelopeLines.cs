namespace BrainMets.Imaging;

/// <summary>
/// One pass of the distance transform over lines that lie side by side in memory: each line's heights become the lower envelope of the parabolas that
/// stand on them. Holds its scratch space, so one a thread.
/// </summary>
internal sealed class EnvelopeLines(int longest, int mostLines)
{
    private readonly double[] heights = new double[longest * mostLines];
    private readonly double[] envelope = new double[longest];
    private readonly int[] parabolas = new int[longest];
    private readonly double[] borders = new double[longest + 1];
    private readonly int[] labels = new int[longest];

    /// <param name="voxels">Squared distances so far, changed in place; and what the nearest voxel holds, carried along, or null.</param>
    /// <param name="block">Where the first line starts, the step along a line, its length, and how many lines follow each other by one voxel.</param>
    /// <param name="along">Position of a line's first voxel on the whole grid: borders are rounded by it, and must not depend on how the grid is cropped.</param>
    public void Pass((double[] Squared, int[]? Carried) voxels, (int Start, int Stride, int Length, int Lines) block, (int First, double SpacingMm) along)
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
                Follow(own, along, (carried, block.Start + line, block.Stride));
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

    private void Follow(Span<double> line, (int First, double SpacingMm) along, (int[] Voxels, int Start, int Stride)? carried)
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
    private int Stand(ReadOnlySpan<double> line, (int First, double SpacingMm) along, (int[] Voxels, int Start, int Stride)? carried)
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

    /// <summary>Where, in voxels, the parabola rooted at the later position drops below the earlier one; the rise is in squared voxels.</summary>
    private static double Crossing(double rise, int earlier, int later) =>
        (rise + ((double)later * later) - ((double)earlier * earlier)) / (2.0 * (later - earlier));
}
