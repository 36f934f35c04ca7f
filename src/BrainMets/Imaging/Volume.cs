namespace BrainMets.Imaging;

/// <summary>Voxels on a grid. The array is owned by the volume; x runs fastest.</summary>
public sealed class Volume<T>
    where T : unmanaged
{
    /// <exception cref="ArgumentException">The array does not hold exactly one value a voxel.</exception>
    public Volume(VolumeGeometry geometry, T[] voxels)
    {
        if (voxels.LongLength != geometry.Size.Count)
        {
            throw new ArgumentException(
                $"A grid of {geometry.Size} needs {geometry.Size.Count} voxels, got {voxels.LongLength}.", nameof(voxels));
        }

        Geometry = geometry;
        Voxels = voxels;
    }

    /// <summary>A volume of default values (zeros).</summary>
    public Volume(VolumeGeometry geometry)
        : this(geometry, new T[geometry.Size.Count])
    {
    }

    public VolumeGeometry Geometry { get; }

    public Size3 Size => Geometry.Size;

    public T[] Voxels { get; }

    public T this[int x, int y, int z]
    {
        get => Voxels[Geometry.Size.Index(x, y, z)];
        set => Voxels[Geometry.Size.Index(x, y, z)] = value;
    }

    /// <summary>A new volume on the same grid, each voxel mapped on its own.</summary>
    public Volume<TOut> Map<TOut>(Func<T, TOut> map)
        where TOut : unmanaged
    {
        var mapped = new TOut[Voxels.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = map(Voxels[i]);
        }

        return new Volume<TOut>(Geometry, mapped);
    }

    /// <summary>A copy of the part inside <paramref name="box"/>.</summary>
    /// <exception cref="ArgumentException">The box does not lie within the grid; rows would be read from their neighbours.</exception>
    public Volume<T> Crop(Box3 box)
    {
        if (box is not { X: >= 0, Y: >= 0, Z: >= 0 } || box.EndX > Size.X || box.EndY > Size.Y || box.EndZ > Size.Z)
        {
            throw new ArgumentException(
                $"The box from ({box.X}, {box.Y}, {box.Z}) of size {box.Size} does not lie within the grid of {Size}.", nameof(box));
        }

        var cropped = new Volume<T>(Geometry.Crop(box));
        for (var z = 0; z < box.Size.Z; z++)
        {
            for (var y = 0; y < box.Size.Y; y++)
            {
                var from = Size.Index(box.X, box.Y + y, box.Z + z);
                Voxels.AsSpan(from, box.Size.X).CopyTo(cropped.Voxels.AsSpan(box.Size.Index(0, y, z)));
            }
        }

        return cropped;
    }

    /// <summary>Copies this whole volume into the part of <paramref name="target"/> inside <paramref name="box"/>.</summary>
    /// <exception cref="ArgumentException">The box is of another size, or does not lie within the target.</exception>
    public void CopyTo(Volume<T> target, Box3 box)
    {
        if (box.Size != Size
            || box is not { X: >= 0, Y: >= 0, Z: >= 0 } || box.EndX > target.Size.X || box.EndY > target.Size.Y || box.EndZ > target.Size.Z)
        {
            throw new ArgumentException(
                $"A volume of {Size} does not fit the box from ({box.X}, {box.Y}, {box.Z}) of size {box.Size} in a grid of {target.Size}.",
                    nameof(box));
        }

        for (var z = 0; z < box.Size.Z; z++)
        {
            for (var y = 0; y < box.Size.Y; y++)
            {
                Voxels.AsSpan(Size.Index(0, y, z), Size.X).CopyTo(target.Voxels.AsSpan(target.Size.Index(box.X, box.Y + y, box.Z + z)));
            }
        }
    }
}
