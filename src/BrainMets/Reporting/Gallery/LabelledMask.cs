using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Reporting.Gallery;

/// <summary>The lesions of a mask file, numbered from the largest as everywhere else, with what a picture needs to know of each.</summary>
public sealed class LabelledMask
{
    private readonly Box3[] boxes;
    private readonly long[] voxels;

    public LabelledMask(Volume<byte> mask, Connectivity connectivity)
    {
        var (found, count) = ConnectedComponents.Label(mask, connectivity);
        var sizes = ConnectedComponents.Sizes(found, count);
        var order = Enumerable.Range(1, count).OrderByDescending(l => sizes[l - 1]).ThenBy(l => l).ToArray();
        var rank = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            rank[order[i]] = i + 1;
        }

        Labels = found.Map(l => rank[l]);
        Count = count;
        voxels = [.. order.Select(l => sizes[l - 1])];
        boxes = Boxes(Labels, count);
    }

    /// <summary>0 is background; 1 the largest lesion.</summary>
    public Volume<int> Labels { get; }

    public int Count { get; }

    public double VolumeMm3(int label) => voxels[label - 1] * Labels.Geometry.VoxelVolumeMm3;

    public Box3 Box(int label) => boxes[label - 1];

    public bool Has(int label, double volumeMm3) => label >= 1 && label <= Count && Math.Abs(VolumeMm3(label) - volumeMm3) <= 0.001 * volumeMm3;

    private static Box3[] Boxes(Volume<int> labels, int count)
    {
        var boxes = new Box3?[count];
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is > 0 and var label)
            {
                var (x, y, z) = labels.Size.Position(i);
                var voxel = new Box3(x, y, z, new Size3(1, 1, 1));
                boxes[label - 1] = boxes[label - 1]?.Union(voxel) ?? voxel;
            }
        }

        return [.. boxes.Select(b => b!.Value)]; // every label has a voxel
    }
}
