using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>Paints the tissue signal of a head on a grid, and the true brain mask.</summary>
internal sealed class HeadPainter(HeadAnatomy anatomy, TissueContrast contrast, float duraMm = 0)
{
    private const float ThinMm = 1.2f;

    private readonly BrainTissue _brain = new(anatomy, contrast, duraMm);
    private readonly ExtracranialTissue _cover = new(anatomy, contrast);
    private readonly float[] _fields = new float[FieldLattice.Fields];
    private readonly float _air = (float)contrast.Air;

    public (Volume<float> Signal, Volume<byte> BrainMask) Paint(VolumeGeometry geometry, Affine voxelToHead)
    {
        var signal = new Volume<float>(geometry);
        var mask = new Volume<byte>(geometry);
        var size = geometry.Size;
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                var row = size.Index(0, y, z);
                PaintRow(signal.Voxels.AsSpan(row, size.X), mask.Voxels.AsSpan(row, size.X), voxelToHead, (y, z));
            }
        }

        return (signal, mask);
    }

    /// <summary>
    /// Edges are soft over 1 mm, which is enough within a slice. Through a thicker slice two samples are averaged, or thin sheets
    /// would break into dashes.
    /// </summary>
    private void PaintRow(Span<float> signal, Span<byte> mask, Affine voxelToHead, (int Y, int Z) row)
    {
        var centre = ToVector(voxelToHead.Apply(0, row.Y, row.Z));
        var step = ToVector(voxelToHead.ColumnX);
        var up = voxelToHead.Spacing.Z > ThinMm ? 0.25f * ToVector(voxelToHead.ColumnZ) : Vector3.Zero;
        for (var x = 0; x < signal.Length; x++)
        {
            var point = centre + (x * step);
            (signal[x], mask[x]) = PaintPoint(point + up);
            if (up != Vector3.Zero && _fields[AnatomyField.Skin] < 3)
            {
                signal[x] = 0.5f * (signal[x] + PaintPoint(point - up).Signal);
            }
        }
    }

    private static Vector3 ToVector(PointMm p) => new((float)p.X, (float)p.Y, (float)p.Z);

    private (float Signal, byte Brain) PaintPoint(Vector3 point)
    {
        anatomy.Sample(point, _fields);
        if (_fields[AnatomyField.Skin] > 1)
        {
            return (_air, 0);
        }

        if (_fields[AnatomyField.Cranium] > 1)
        {
            return (_cover.Signal(point, _fields), 0);
        }

        var tissue = new TissuePoint(_fields, anatomy.Subject);
        var inside = _brain.Signal(point, tissue);
        var covered = Blend.Inside(_fields[AnatomyField.Cranium]);
        var signal = covered >= 1 ? inside : Blend.Mix(_cover.Signal(point, _fields), inside, covered);
        return (signal, (byte)(tissue.BrainHull < 0 && covered > 0.5f ? 1 : 0));
    }
}
