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
        var size = mask.Size;
        var squared = mask.Map(m => m != 0 ? 0.0 : double.PositiveInfinity);
        var spacing = mask.Geometry.Spacing;
        for (var i = 0; i < size.Y * size.Z; i++)
        {
            PassLine(squared.Voxels, i * size.X, 1, size.X, spacing.X);
        }

        for (var i = 0; i < size.X * size.Z; i++)
        {
            PassLine(squared.Voxels, (i % size.X) + (size.X * size.Y * (i / size.X)), size.X, size.Y, spacing.Y);
        }

        for (var i = 0; i < size.X * size.Y; i++)
        {
            PassLine(squared.Voxels, i, size.X * size.Y, size.Z, spacing.Z);
        }

        return squared;
    }

    private static void PassLine(double[] voxels, int start, int stride, int length, double spacingMm)
    {
        var heights = new double[length];
        var parabolas = new int[length];
        var borders = new double[length + 1];
        var count = 0;
        for (var q = 0; q < length; q++)
        {
            heights[q] = voxels[start + (q * stride)];
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
            count++;
        }

        var current = 0;
        for (var q = 0; q < length && count > 0; q++)
        {
            while (current + 1 < count && borders[current + 1] < q)
            {
                current++;
            }

            var step = (q - parabolas[current]) * spacingMm;
            voxels[start + (q * stride)] = (step * step) + heights[parabolas[current]];
        }
    }

    /// <summary>Where, in voxels, the parabola rooted at the later position drops below the earlier one.</summary>
    private static double Crossing(double[] heights, int earlier, int later, double spacingMm)
    {
        var rise = (heights[later] - heights[earlier]) / (spacingMm * spacingMm);
        return (rise + ((double)later * later) - ((double)earlier * earlier)) / (2.0 * (later - earlier));
    }
}
