namespace BrainMets.Preprocessing;

/// <summary>Brings masks to another grid without losing what is small.</summary>
internal static class MaskResampling
{
    /// <summary>For large smooth masks (the brain): interpolated as numbers and cut at one half.</summary>
    public static Volume<byte> Shape(Volume<byte> mask, VolumeGeometry target) =>
        WorkingGrid.Resample(mask.Map(m => m != 0 ? 1f : 0f), target).Map(v => (byte)(v >= 0.5f ? 1 : 0));

    /// <summary>
    /// For lesions: each 26-connected lesion is interpolated by itself and takes the voxels it covers most, as many as its volume is worth
    /// and at least one. A cut at one half (rejected) keeps 30 % of a one-voxel lesion's volume and loses it on coarser grids.
    /// </summary>
    public static Volume<byte> Lesions(Volume<byte> mask, VolumeGeometry target)
    {
        var result = new Volume<byte>(target);
        var (labels, count) = ConnectedComponents.Label(mask, Connectivity.Corners26);
        var boxes = Boxes(labels, count);
        for (var lesion = 0; lesion < count; lesion++)
        {
            AddLesion(labels, (lesion + 1, boxes[lesion]), result);
        }

        return result;
    }

    private static void AddLesion(Volume<int> labels, (int Label, Box3 Box) lesion, Volume<byte> result)
    {
        var target = result.Geometry;
        var toSource = labels.Geometry.VoxelToWorld.Inverse().After(target.VoxelToWorld);
        var reach = new[] { toSource.ColumnX.Length, toSource.ColumnY.Length, toSource.ColumnZ.Length }.Max();
        var cropBox = lesion.Box.Grow((int)Math.Ceiling(2 * reach) + 2, labels.Size);
        var own = labels.Crop(cropBox).Map(l => l == lesion.Label ? 1f : 0f);
        var targetBox = TargetBox(own.Geometry, target);
        if (targetBox is not { } box)
        {
            return;
        }

        var covered = Resampler.Linear(WorkingGrid.SmoothForTarget(own, target), target.Crop(box), outside: 0);
        var volumeMm3 = own.Voxels.Count(v => v > 0) * own.Geometry.VoxelVolumeMm3;
        var keep = Math.Max(1, (int)Math.Round(volumeMm3 / target.VoxelVolumeMm3, MidpointRounding.AwayFromZero));
        var order = Enumerable.Range(0, covered.Voxels.Length)
            .Where(i => covered.Voxels[i] > 0).OrderByDescending(i => covered.Voxels[i]).ThenBy(i => i);
        foreach (var index in order.Take(keep))
        {
            var (x, y, z) = covered.Size.Position(index);
            result[box.X + x, box.Y + y, box.Z + z] = 1;
        }
    }

    /// <summary>The voxels of the target that the corners of a small grid span, or null when they lie outside it.</summary>
    private static Box3? TargetBox(VolumeGeometry part, VolumeGeometry target)
    {
        var map = target.VoxelToWorld.Inverse().After(part.VoxelToWorld);
        var corners = Enumerable.Range(0, 8).Select(c => map.Apply(
            (c & 1) == 0 ? -0.5 : part.Size.X - 0.5, (c & 2) == 0 ? -0.5 : part.Size.Y - 0.5, (c & 4) == 0 ? -0.5 : part.Size.Z - 0.5))
                .ToList();
        var (lowX, highX) = Range(corners.Select(p => p.X), target.Size.X);
        var (lowY, highY) = Range(corners.Select(p => p.Y), target.Size.Y);
        var (lowZ, highZ) = Range(corners.Select(p => p.Z), target.Size.Z);
        return highX < lowX || highY < lowY || highZ < lowZ
            ? null
            : new Box3(lowX, lowY, lowZ, new Size3(highX - lowX + 1, highY - lowY + 1, highZ - lowZ + 1));
    }

    private static (int Low, int High) Range(IEnumerable<double> positions, int size)
    {
        var list = positions.ToList();
        return (Math.Max(0, (int)Math.Floor(list.Min())), Math.Min(size - 1, (int)Math.Ceiling(list.Max())));
    }

    private static Box3[] Boxes(Volume<int> labels, int count)
    {
        var boxes = new Box3[count];
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is var label && label > 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var voxel = new Box3(x, y, z, new Size3(1, 1, 1));
                boxes[label - 1] = boxes[label - 1].Size.X == 0 ? voxel : boxes[label - 1].Union(voxel);
            }
        }

        return boxes;
    }
}
