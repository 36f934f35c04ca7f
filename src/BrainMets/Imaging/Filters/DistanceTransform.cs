namespace BrainMets.Imaging.Filters;

/// <summary>
/// Exact Euclidean distance transform for anisotropic spacing, in three separable passes of lower envelopes of parabolas
/// (Felzenszwalb and Huttenlocher 2012). Voxel axes are taken as orthogonal.
/// </summary>
public static class DistanceTransform
{
    /// <summary>Squared distance in mm² from each voxel centre to the nearest non-zero voxel centre; infinity everywhere for an empty mask.</summary>
    public static Volume<double> SquaredMm(Volume<byte> mask)
    {
        var squared = mask.Map(m => m != 0 ? 0.0 : double.PositiveInfinity);
        Pass(squared, null);
        return squared;
    }

    /// <summary>
    /// For each voxel the label of the nearest labelled voxel, by distance in mm; of equally near ones always the same. 0 everywhere for an
    /// empty map.
    /// </summary>
    public static Volume<int> NearestLabel(Volume<int> labels)
    {
        var nearest = new Volume<int>(labels.Geometry, [.. labels.Voxels]);
        Pass(labels.Map(l => l != 0 ? 0.0 : double.PositiveInfinity), nearest.Voxels);
        return nearest;
    }

    /// <summary>Turns 0 and infinity into squared distances, and carries along what the nearest voxel holds.</summary>
    private static void Pass(Volume<double> squared, int[]? carried)
    {
        var (size, spacing) = (squared.Size, squared.Geometry.Spacing);
        var line = new Line(Math.Max(size.X, Math.Max(size.Y, size.Z)));
        for (var i = 0; i < size.Y * size.Z; i++)
        {
            PassLine(squared.Voxels, carried, (i * size.X, 1, size.X), spacing.X, line);
        }

        for (var i = 0; i < size.X * size.Z; i++)
        {
            PassLine(squared.Voxels, carried, ((i % size.X) + (size.X * size.Y * (i / size.X)), size.X, size.Y), spacing.Y, line);
        }

        for (var i = 0; i < size.X * size.Y; i++)
        {
            PassLine(squared.Voxels, carried, (i, size.X * size.Y, size.Z), spacing.Z, line);
        }
    }

    private static void PassLine(double[] voxels, int[]? carried, (int Start, int Stride, int Length) along, double spacingMm, Line line)
    {
        var (heights, parabolas, borders) = (line.Heights, line.Parabolas, line.Borders);
        var count = 0;
        for (var q = 0; q < along.Length; q++)
        {
            heights[q] = voxels[along.Start + (q * along.Stride)];
            if (double.IsPositiveInfinity(heights[q]))
            {
                continue;
            }

            var border = double.NegativeInfinity;
            while (count > 0)
            {
                border = Crossing(heights, parabolas[count - 1], q, spacingMm);
                if (border > borders[count - 1])
                {
                    break;
                }

                count--;
                border = double.NegativeInfinity;
            }

            (parabolas[count], borders[count]) = (q, border);
            line.Carried[count] = carried?[along.Start + (q * along.Stride)] ?? 0;
            count++;
        }

        var current = 0;
        for (var q = 0; q < along.Length && count > 0; q++)
        {
            while (current + 1 < count && borders[current + 1] < q)
            {
                current++;
            }

            var (place, step) = (along.Start + (q * along.Stride), (q - parabolas[current]) * spacingMm);
            voxels[place] = (step * step) + heights[parabolas[current]];
            if (carried is not null)
            {
                carried[place] = line.Carried[current];
            }
        }
    }

    /// <summary>Where, in voxels, the parabola rooted at the later position drops below the earlier one.</summary>
    private static double Crossing(double[] heights, int earlier, int later, double spacingMm)
    {
        var rise = (heights[later] - heights[earlier]) / (spacingMm * spacingMm);
        return (rise + ((double)later * later) - ((double)earlier * earlier)) / (2.0 * (later - earlier));
    }

    /// <summary>Scratch space for one line, used again for the next.</summary>
    private sealed class Line(int length)
    {
        public double[] Heights { get; } = new double[length];

        public int[] Parabolas { get; } = new int[length];

        public double[] Borders { get; } = new double[length + 1];

        public int[] Carried { get; } = new int[length];
    }
}
