namespace BrainMets.Imaging.Filters;

/// <summary>
/// Binary morphology with balls given in millimetres, by exact distance transform, so that anisotropic voxels are treated rightly.
/// </summary>
public static class Morphology
{
    /// <summary>
    /// Spacing in files has seven digits: three steps of 1.1 mm are 3.3000001 mm there, and must still lie within 3.3 mm.
    /// </summary>
    private const double SpacingPrecision = 1e-6;

    /// <summary>Every voxel within <paramref name="radiusMm"/> of the mask.</summary>
    public static Volume<byte> Dilate(Volume<byte> mask, double radiusMm)
    {
        var limit = SquaredLimitMm2(radiusMm);
        return DistanceTransform.SquaredMm(mask).Map(d => (byte)(d <= limit ? 1 : 0));
    }

    /// <summary>Every mask voxel farther than <paramref name="radiusMm"/> from the background; beyond the grid counts as mask.</summary>
    public static Volume<byte> Erode(Volume<byte> mask, double radiusMm)
    {
        var limit = SquaredLimitMm2(radiusMm);
        return DistanceTransform.SquaredMm(mask.Map(m => (byte)(m == 0 ? 1 : 0))).Map(d => (byte)(d > limit ? 1 : 0));
    }

    /// <summary>Fills background that is not connected (across faces) to the border of the grid.</summary>
    public static Volume<byte> FillHoles(Volume<byte> mask)
    {
        var (labels, count) = ConnectedComponents.Label(mask.Map(m => (byte)(m == 0 ? 1 : 0)), Connectivity.Faces6);
        var open = new bool[count + 1];
        var size = mask.Size;
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            var (x, y, z) = size.Position(i);
            if (x == 0 || y == 0 || z == 0 || x == size.X - 1 || y == size.Y - 1 || z == size.Z - 1)
            {
                open[labels.Voxels[i]] = true;
            }
        }

        return labels.Map(l => (byte)(l == 0 || !open[l] ? 1 : 0));
    }

    /// <summary>
    /// Every voxel that so many steps between neighbours lead to from the mask, whatever the spacing: the dilation of the published
    /// evaluators that merge lesions. What would lie beyond the grid is dropped.
    /// </summary>
    public static Volume<byte> DilateBySteps(Volume<byte> mask, Connectivity neighbours, int steps)
    {
        var offsets = ConnectedComponents.Neighbours(neighbours);
        var current = new Volume<byte>(mask.Geometry, [.. mask.Voxels]);
        for (var step = 0; step < steps; step++)
        {
            current = DilatedOnce(current, offsets);
        }

        return current;
    }

    private static Volume<byte> DilatedOnce(Volume<byte> mask, (int X, int Y, int Z)[] offsets)
    {
        var dilated = new Volume<byte>(mask.Geometry, [.. mask.Voxels]);
        var (size, from) = (mask.Size, 0);
        while (mask.Voxels.AsSpan(from).IndexOfAnyExcept((byte)0) is >= 0 and var ahead)
        {
            from += ahead;
            var (x, y, z) = size.Position(from++);
            foreach (var (dx, dy, dz) in offsets)
            {
                if (size.Contains(x + dx, y + dy, z + dz))
                {
                    dilated[x + dx, y + dy, z + dz] = 1;
                }
            }
        }

        return dilated;
    }

    private static double SquaredLimitMm2(double radiusMm) => radiusMm * radiusMm * (1 + SpacingPrecision);
}
