using System.Numerics;

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

/// <summary>Signal inside the cranium: fluid, dura, folded cortex, white matter, nuclei, ventricles, cerebellum, brain stem.</summary>
internal sealed class BrainTissue(HeadAnatomy anatomy, TissueContrast contrast, float duraMm = 0)
{
    private const float CortexMm = 2.6f;

    private readonly float _white = (float)contrast.White;
    private readonly float _grey = (float)contrast.Grey;
    private readonly float _deep = (float)contrast.DeepGrey;
    private readonly float _fluid = (float)contrast.CerebrospinalFluid;
    private readonly float _dura = (float)contrast.Dura;

    public float Signal(Vector3 point, TissuePoint tissue)
    {
        var signal = _fluid;
        var hull = tissue.BrainHull;
        if (hull < 0.5f)
        {
            signal = tissue[AnatomyField.Cerebellum] < Math.Min(tissue[AnatomyField.Cerebrum], tissue[AnatomyField.Brainstem])
                ? Cerebellum(point, tissue)
                : Cerebrum(tissue);
            signal = Blend.Mix(signal, _fluid, Blend.Inside(tissue[AnatomyField.Ventricle]));
        }

        return WithDura(signal, point, tissue);
    }

    /// <summary>A signal with the enhancing sheets blended over it.</summary>
    public float WithDura(float signal, Vector3 point, TissuePoint tissue) => Blend.Mix(signal, _dura, Dura(point, tissue));

    private float Cerebrum(TissuePoint tissue)
    {
        var depth = tissue.PialDepth();
        if (depth < -0.5f)
        {
            return _fluid;
        }

        // Where the hemispheres are joined, and on the brain stem, white matter reaches the surface.
        var bare = Math.Min(tissue[AnatomyField.Core] + 2, tissue[AnatomyField.Brainstem] + 1);
        var cortexMm = CortexMm * Math.Clamp(bare / 3, 0, 1);
        var signal = _white * (1 + (0.012f * tissue[AnatomyField.Patch]));
        signal = Blend.Mix(signal, 0.95f * _white, Blend.Inside(tissue[AnatomyField.Brainstem], 3));
        signal = Blend.Mix(signal, _deep, Blend.Inside(tissue[AnatomyField.Striatum], 1.5f));
        signal = Blend.Mix(signal, (0.5f * _deep) + (0.5f * _white), Blend.Inside(tissue[AnatomyField.Thalamus], 2));
        signal = Blend.Mix(signal, _grey, Blend.Inside(depth - cortexMm, 1.1f) * Math.Clamp(bare, 0, 1));
        return Blend.Mix(_fluid, signal, Blend.Inside(-depth));
    }

    /// <summary>
    /// Folia are thin leaves that fan out from the roof of the fourth ventricle; white matter branches between them.
    /// </summary>
    private float Cerebellum(Vector3 point, TissuePoint tissue)
    {
        var depth = -tissue[AnatomyField.Cerebellum];
        var fan = tissue[AnatomyField.Fan];
        var wobble = anatomy.Noise.At(point, 24);
        var leaf = MathF.Cos((24 * fan) + (1.2f * wobble) + (0.5f * anatomy.Noise.At(point, 11)));
        var branch = MathF.Cos((8 * fan) + (0.8f * wobble) + 1);
        var coreDepth = 11.5f - (4 * branch) + wobble;
        var signal = Blend.Mix(_grey, _white, Blend.Inside(coreDepth - depth, 4));
        signal = Blend.Mix(signal, _white, 0.4f * Math.Clamp(-leaf, 0, 1) * Math.Clamp((depth - 2) / 4, 0, 1));
        var cleft = Math.Clamp((leaf - 0.7f) * 3, 0, 1) * Math.Clamp((10 - depth) / 8, 0, 1);
        signal = Blend.Mix(signal, _fluid, 0.4f * cleft);
        return Blend.Mix(_fluid, signal, Blend.Inside(-depth));
    }

    /// <summary>The enhancing sheets: on the skull, in the fissure between the hemispheres, between cerebrum and cerebellum.</summary>
    private float Dura(Vector3 point, TissuePoint tissue)
    {
        var patchy = Math.Clamp(0.55f + (0.3f * tissue[AnatomyField.Patch]), 0.15f, 1);
        var skull = 0.9f * patchy * Blend.Inside(Math.Abs(tissue.Cranium + 0.4f) - 0.5f - duraMm);
        if (tissue[AnatomyField.Core] > 3 && point.Z > -12 && tissue[AnatomyField.Cerebellum] > 1)
        {
            var falx = Math.Abs(tissue[AnatomyField.Midline]) - 0.35f - (0.5f * duraMm);
            return Math.Max(skull, 0.8f * Blend.Inside(falx));
        }

        var tentorium = 0.5f * Math.Abs(tissue[AnatomyField.Cerebrum] - tissue[AnatomyField.Cerebellum]);
        var near = tissue[AnatomyField.Cerebellum] < 4 && tissue[AnatomyField.Cerebrum] < 4 && tissue[AnatomyField.Brainstem] > 4;
        return near ? Math.Max(skull, 0.9f * Blend.Inside(tentorium - 0.6f - (0.6f * duraMm))) : skull;
    }
}
