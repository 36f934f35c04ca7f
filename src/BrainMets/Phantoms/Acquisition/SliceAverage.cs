using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>Thick slices: the average of several thin layers along the grid's third axis.</summary>
internal static class SliceAverage
{
    public static VolumeGeometry Geometry(VolumeGeometry layers, int perSlice)
    {
        var affine = layers.VoxelToWorld;
        var size = layers.Size;
        return new VolumeGeometry(
            new Size3(size.X, size.Y, size.Z / perSlice),
            new Affine(affine.ColumnX, affine.ColumnY, perSlice * affine.ColumnZ, affine.Apply(0, 0, (perSlice - 1) / 2.0)));
    }

    public static Volume<float> Of(Volume<float> layers, int perSlice)
    {
        if (perSlice == 1)
        {
            return layers;
        }

        var average = new Volume<float>(Geometry(layers.Geometry, perSlice));
        var area = layers.Size.X * layers.Size.Y;
        for (var z = 0; z < average.Size.Z * perSlice; z++)
        {
            var from = layers.Voxels.AsSpan(z * area, area);
            var to = average.Voxels.AsSpan(z / perSlice * area, area);
            for (var i = 0; i < area; i++)
            {
                to[i] += from[i] / perSlice;
            }
        }

        return average;
    }

    /// <summary>1 where more than half of the layers are.</summary>
    public static Volume<byte> Of(Volume<byte> layers, int perSlice) =>
        perSlice == 1 ? layers : Of(layers.Map(v => (float)v), perSlice).Map(v => (byte)(v > 0.5f ? 1 : 0));
}
