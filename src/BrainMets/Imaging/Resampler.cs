namespace BrainMets.Imaging;

/// <summary>
/// Samples a volume on another grid, by affine only: target voxel -> world -> source voxel. Points more than half a voxel beyond
/// the outermost voxel centres get the outside value; nearer ones take the edge.
/// </summary>
public static class Resampler
{
    /// <summary>Trilinear interpolation.</summary>
    public static Volume<float> Linear(Volume<float> source, VolumeGeometry target, float outside)
    {
        var result = new Volume<float>(target);
        var toSource = source.Geometry.VoxelToWorld.Inverse().After(target.VoxelToWorld);
        if (ParallelAxes.Find(toSource, source.Size, target.Size) is { } axes)
        {
            AlignedResampling.Linear(source, result, axes, outside);
            return result;
        }

        Parallel.For(0, target.Size.Z, z =>
        {
            for (var y = 0; y < target.Size.Y; y++)
            {
                var row = result.Voxels.AsSpan(target.Size.Index(0, y, z), target.Size.X);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = LinearAt(source, toSource.Apply(x, y, z), outside);
                }
            }
        });
        return result;
    }

    /// <summary>Nearest neighbour, for labels; halves round up. Outside is the default value.</summary>
    public static Volume<T> Nearest<T>(Volume<T> source, VolumeGeometry target)
        where T : unmanaged
    {
        var result = new Volume<T>(target);
        var toSource = source.Geometry.VoxelToWorld.Inverse().After(target.VoxelToWorld);
        Parallel.For(0, target.Size.Z, z =>
        {
            for (var y = 0; y < target.Size.Y; y++)
            {
                for (var x = 0; x < target.Size.X; x++)
                {
                    var p = toSource.Apply(x, y, z);
                    var (sx, sy, sz) = ((int)Math.Floor(p.X + 0.5), (int)Math.Floor(p.Y + 0.5), (int)Math.Floor(p.Z + 0.5));
                    if (source.Size.Contains(sx, sy, sz))
                    {
                        result[x, y, z] = source[sx, sy, sz];
                    }
                }
            }
        });
        return result;
    }

    /// <summary>The value at a (fractional) voxel position of the source grid.</summary>
    public static float LinearAt(Volume<float> source, PointMm voxel, float outside)
    {
        var size = source.Size;
        if (!(voxel.X >= -0.5 && voxel.Y >= -0.5 && voxel.Z >= -0.5
            && voxel.X <= size.X - 0.5 && voxel.Y <= size.Y - 0.5 && voxel.Z <= size.Z - 0.5))
        {
            return outside;
        }

        var (x0, x1, fx) = Bracket(voxel.X, size.X);
        var (y0, y1, fy) = Bracket(voxel.Y, size.Y);
        var (z0, z1, fz) = Bracket(voxel.Z, size.Z);
        var v = source.Voxels;
        var (nearSlice, farSlice) = (size.X * size.Y * z0, size.X * size.Y * z1);
        var (lower, upper) = (size.X * y0, size.X * y1);
        var near = Between(v[nearSlice + lower + x0], v[nearSlice + lower + x1], fx);
        near = Between(near, Between(v[nearSlice + upper + x0], v[nearSlice + upper + x1], fx), fy);
        var far = Between(v[farSlice + lower + x0], v[farSlice + lower + x1], fx);
        far = Between(far, Between(v[farSlice + upper + x0], v[farSlice + upper + x1], fx), fy);
        return Between(near, far, fz);
    }

    /// <summary>The two voxels of an axis around a position, the edge's own beyond it, and how far the position lies from the first to the second.</summary>
    internal static (int Low, int High, float Fraction) Bracket(double position, int size)
    {
        var clamped = Math.Clamp(position, 0, size - 1);
        var low = (int)clamped;
        return (low, Math.Min(low + 1, size - 1), (float)(clamped - low));
    }

    private static float Between(float a, float b, float fraction) => a + (fraction * (b - a));
}
