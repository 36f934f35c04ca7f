using System.Numerics;
using BrainMets.Imaging;
using BrainMets.Phantoms.Acquisition;

namespace BrainMets.Phantoms.Anatomy;

/// <summary>Paints the tissue signal of a head on a grid, and the true brain mask.</summary>
internal sealed class HeadPainter(HeadAnatomy anatomy, TissueContrast contrast)
{
    private readonly BrainTissue _brain = new(anatomy, contrast);
    private readonly CoverTissue _cover = new(anatomy, contrast);
    private readonly float _air = (float)contrast.Air;

    public (Volume<float> Signal, Volume<byte> BrainMask) Paint(VolumeGeometry geometry, Affine voxelToHead)
    {
        var signal = new Volume<float>(geometry);
        var mask = new Volume<byte>(geometry);
        var size = geometry.Size;
        var fields = new float[Shapes.FieldLattice.Fields];
        var step = ToVector(voxelToHead.ColumnX);
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                var start = ToVector(voxelToHead.Apply(0, y, z));
                var row = size.Index(0, y, z);
                for (var x = 0; x < size.X; x++)
                {
                    (signal.Voxels[row + x], mask.Voxels[row + x]) = PaintVoxel(start + (x * step), fields);
                }
            }
        }

        return (signal, mask);
    }

    private static Vector3 ToVector(PointMm p) => new((float)p.X, (float)p.Y, (float)p.Z);

    private (float Signal, byte Brain) PaintVoxel(Vector3 point, float[] fields)
    {
        anatomy.Sample(point, fields);
        if (fields[AnatomyField.Skin] > 1)
        {
            return (_air, 0);
        }

        if (fields[AnatomyField.Cranium] > 1)
        {
            return (_cover.Signal(point, fields), 0);
        }

        var tissue = new TissuePoint(fields, anatomy.Subject);
        var inside = _brain.Signal(point, tissue);
        var covered = Blend.Inside(fields[AnatomyField.Cranium]);
        var signal = covered >= 1 ? inside : Blend.Mix(_cover.Signal(point, fields), inside, covered);
        return (signal, (byte)(tissue.BrainHull < 0 && covered > 0.5f ? 1 : 0));
    }
}
