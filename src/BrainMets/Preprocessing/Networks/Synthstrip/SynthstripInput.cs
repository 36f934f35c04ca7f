using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>What SynthStrip wants to see: 1 mm, sides that are multiples of 64 voxels, intensities 0 to 1.</summary>
public static class SynthstripInput
{
    private const int SideStep = 64;
    private const int SmallestSide = 192;
    private const int LargestSide = 320;
    private const double BrightPart = 0.99;

    /// <summary>
    /// Nearest neighbour onto 1 mm voxels along the source's axes, cropped to what is not 0, padded with 0 (or cut, beyond 320 mm) evenly on both sides;
    /// then the minimum becomes 0 and the 99th percentile 1.
    /// </summary>
    public static Volume<float> Conform(Volume<float> image)
    {
        var whole = Resampler.Nearest(image, ConformedGrid.AlongSourceAxes(image.Geometry));
        var box = Box3.Around(whole.Map(v => (byte)(v != 0 ? 1 : 0))) ?? Box3.Whole(whole.Size);
        var size = new Size3(Side(box.Size.X), Side(box.Size.Y), Side(box.Size.Z));
        var map = whole.Geometry.VoxelToWorld;
        var (x, y, z) = (Start(box.X, box.Size.X, size.X), Start(box.Y, box.Size.Y, size.Y), Start(box.Z, box.Size.Z, size.Z));
        var conformed = new Volume<float>(new VolumeGeometry(size, map with { Origin = map.Apply(x, y, z) }));
        for (var i = 0; i < conformed.Voxels.Length; i++)
        {
            var at = size.Position(i);
            var (fx, fy, fz) = (at.X + x, at.Y + y, at.Z + z);
            conformed.Voxels[i] = box.Size.Contains(fx - box.X, fy - box.Y, fz - box.Z) ? whole[fx, fy, fz] : 0;
        }

        var low = conformed.Voxels.Min();
        var span = Quantiles.At(conformed.Voxels, BrightPart) - low;
        return span > 0 ? conformed.Map(v => Math.Clamp((v - low) / span, 0, 1)) : conformed.Map(_ => 0f);
    }

    private static int Side(int voxels) => Math.Clamp((voxels + SideStep - 1) / SideStep * SideStep, SmallestSide, LargestSide);

    private static int Start(int boxStart, int boxSize, int size) => boxStart - (int)Math.Floor((size - boxSize) / 2.0);
}
