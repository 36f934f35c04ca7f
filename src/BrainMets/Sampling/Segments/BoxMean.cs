using BrainMets.Imaging;

namespace BrainMets.Sampling.Segments;

/// <summary>The mean over an odd cube around each voxel, edge values repeated: what a context pathway with mean pooling picks from.</summary>
internal static class BoxMean
{
    public static float[] Of(Volume<float> image, int side)
    {
        var size = image.Size;
        var (from, to) = ((float[])image.Voxels.Clone(), new float[image.Voxels.Length]);
        foreach (var (stride, length) in new[] { (1, size.X), (size.X, size.Y), (size.X * size.Y, size.Z) })
        {
            for (var i = 0; i < from.Length; i++)
            {
                var position = i / stride % length;
                var sum = 0f;
                for (var k = -(side / 2); k <= side / 2; k++)
                {
                    sum += from[i + ((Math.Clamp(position + k, 0, length - 1) - position) * stride)];
                }

                to[i] = sum / side;
            }

            (from, to) = (to, from);
        }

        return from;
    }
}
