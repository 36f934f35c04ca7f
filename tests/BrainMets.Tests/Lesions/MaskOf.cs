namespace BrainMets.Tests.Lesions;

/// <summary>Small masks for tests of lesions and of their evaluation.</summary>
internal static class MaskOf
{
    /// <summary>An oblique, flipped and anisotropic grid: 0.5 x 0.9 x 2 mm, x to the left, turned by 20 degrees about two axes.</summary>
    public static Affine Oblique { get; } = Turned(new SpacingMm(0.5, 0.9, 2));

    public static VolumeGeometry Grid(int x, int y, int z, Affine? affine = null) => new(new Size3(x, y, z), affine ?? Affine.Identity);

    public static Volume<byte> Boxes(VolumeGeometry geometry, params Box3[] boxes)
    {
        var mask = new Volume<byte>(geometry);
        foreach (var box in boxes)
        {
            for (var z = box.Z; z < box.EndZ; z++)
            {
                for (var y = box.Y; y < box.EndY; y++)
                {
                    for (var x = box.X; x < box.EndX; x++)
                    {
                        mask[x, y, z] = 1;
                    }
                }
            }
        }

        return mask;
    }

    public static Box3 Box(int x, int y, int z, int sizeX, int sizeY, int sizeZ) => new(x, y, z, new Size3(sizeX, sizeY, sizeZ));

    /// <summary>Each voxel drawn on its own: lumpy shapes with holes, bridges and corner contacts.</summary>
    public static Volume<byte> Blobs(VolumeGeometry geometry, Random random, double density)
    {
        var mask = new Volume<byte>(geometry);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            mask.Voxels[i] = (byte)(random.NextDouble() < density ? 1 : 0);
        }

        return mask;
    }

    private static Affine Turned(SpacingMm spacing)
    {
        var (c, s) = (Math.Cos(Math.PI / 9), Math.Sin(Math.PI / 9));
        PointMm Turn(PointMm v) =>
            new((c * v.X) - (s * v.Y), (c * s * v.X) + (c * c * v.Y) - (s * v.Z), (s * s * v.X) + (s * c * v.Y) + (c * v.Z));
        return new Affine(
            Turn(new PointMm(-spacing.X, 0, 0)),
            Turn(new PointMm(0, spacing.Y, 0)),
            Turn(new PointMm(0, 0, spacing.Z)),
            new PointMm(31, -17, 5));
    }
}
