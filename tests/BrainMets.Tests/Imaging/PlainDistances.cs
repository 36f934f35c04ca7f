namespace BrainMets.Tests.Imaging;

/// <summary>
/// The distance transform line by line over the whole grid, as it was first written: what the fast one must equal to the last bit.
/// </summary>
internal static class PlainDistances
{
    public static double[] SquaredMm(Volume<byte> mask)
    {
        var voxels = mask.Voxels.Select(m => m != 0 ? 0.0 : double.PositiveInfinity).ToArray();
        var (size, spacing) = (mask.Size, mask.Geometry.Spacing);
        for (var i = 0; i < size.Y * size.Z; i++)
        {
            PassLine(voxels, (i * size.X, 1, size.X), spacing.X);
        }

        for (var i = 0; i < size.X * size.Z; i++)
        {
            PassLine(voxels, ((i % size.X) + (size.X * size.Y * (i / size.X)), size.X, size.Y), spacing.Y);
        }

        for (var i = 0; i < size.X * size.Y; i++)
        {
            PassLine(voxels, (i, size.X * size.Y, size.Z), spacing.Z);
        }

        return voxels;
    }

    private static void PassLine(double[] voxels, (int Start, int Stride, int Length) along, double spacingMm)
    {
        var heights = Enumerable.Range(0, along.Length).Select(q => voxels[along.Start + (q * along.Stride)]).ToArray();
        var (parabolas, borders) = (new List<int>(), new List<double>());
        for (var q = 0; q < along.Length; q++)
        {
            if (double.IsPositiveInfinity(heights[q]))
            {
                continue;
            }

            var border = double.NegativeInfinity;
            while (parabolas.Count > 0 && (border = Crossing(heights, parabolas[^1], q, spacingMm)) <= borders[^1])
            {
                parabolas.RemoveAt(parabolas.Count - 1);
                borders.RemoveAt(borders.Count - 1);
                border = double.NegativeInfinity;
            }

            parabolas.Add(q);
            borders.Add(border);
        }

        var current = 0;
        for (var q = 0; q < along.Length && parabolas.Count > 0; q++)
        {
            while (current + 1 < parabolas.Count && borders[current + 1] < q)
            {
                current++;
            }

            var step = (q - parabolas[current]) * spacingMm;
            voxels[along.Start + (q * along.Stride)] = (step * step) + heights[parabolas[current]];
        }
    }

    private static double Crossing(double[] heights, int earlier, int later, double spacingMm)
    {
        var rise = (heights[later] - heights[earlier]) / (spacingMm * spacingMm);
        return (rise + ((double)later * later) - ((double)earlier * earlier)) / (2.0 * (later - earlier));
    }
}
