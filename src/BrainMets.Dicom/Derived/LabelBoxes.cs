using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>Where the labels of a label map are, in one pass over its voxels.</summary>
internal static class LabelBoxes
{
    /// <summary>The smallest box around every label that occurs; background (0) is none.</summary>
    public static Dictionary<ushort, Box3> Of(Volume<ushort> labels)
    {
        var boxes = new Dictionary<ushort, Box3>();
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            var label = labels.Voxels[i];
            if (label != 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var voxel = new Box3(x, y, z, new Size3(1, 1, 1));
                boxes[label] = boxes.TryGetValue(label, out var box) ? box.Union(voxel) : voxel;
            }
        }

        return boxes;
    }
}
