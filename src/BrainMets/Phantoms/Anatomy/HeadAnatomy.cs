using System.Numerics;
using BrainMets.Phantoms.Shapes;

namespace BrainMets.Phantoms.Anatomy;

/// <summary>One head: every shape of the subject, baked into a coarse lattice and read at any point.</summary>
internal sealed class HeadAnatomy
{
    private const float StepMm = 2.5f;
    private static readonly Vector3 Low = new(-96, -128, -90);
    private static readonly Vector3 High = new(96, 106, 104);

    private readonly FieldLattice _lattice = new(Low, High, StepMm);
    private readonly NoiseField _sulci;

    public HeadAnatomy(Subject subject, Random random)
    {
        Subject = subject;
        Noise = NoiseField.Create(random);
        _sulci = Noise.DistanceToZero();
        _lattice.Fill(Bake);
    }

    public Subject Subject { get; }

    public NoiseField Noise { get; }

    public void Sample(Vector3 pointMm, Span<float> fields) => _lattice.Sample(pointMm, fields);

    /// <summary>Where a point of the average head lies in this one.</summary>
    public Vector3 ToHead(Vector3 canonical)
    {
        var point = canonical * Subject.Scale;
        return point - (Subject.WarpMm * Warp(point));
    }

    private void Bake(Vector3 point, float[] fields)
    {
        var p = Canonical(point);
        var cranium = HeadShape.Cranium(p);
        fields[AnatomyField.Cranium] = cranium;
        var patch = Noise.At(point + Subject.NoiseOffset, 30);
        fields[AnatomyField.Patch] = patch;
        fields[AnatomyField.Skin] = HeadShape.Skin(p, cranium, Subject.SkullMm + Subject.ScalpMm + (0.5f * patch));
        fields[AnatomyField.Midline] = p.X + (0.8f * Noise.At(point - Subject.NoiseOffset, 45));
        fields[AnatomyField.Cerebrum] = HeadShape.Cerebrum(p) + (0.7f * Subject.Atrophy);
        fields[AnatomyField.Cerebellum] = HeadShape.Cerebellum(p);
        fields[AnatomyField.Brainstem] = HeadShape.Brainstem(p);
        if (cranium < 8)
        {
            BakeBrain(p, fields);
        }
    }

    private void BakeBrain(Vector3 p, float[] fields)
    {
        var right = HeadShape.Mirror(p);
        fields[AnatomyField.Sulcus] = SulcalDistance(p);
        fields[AnatomyField.Core] = DeepShape.Core(p);
        fields[AnatomyField.Ventricle] = DeepShape.Ventricle(p, Subject.VentricleScale);
        fields[AnatomyField.Striatum] = DeepShape.Striatum(p);
        fields[AnatomyField.Thalamus] = DeepShape.Thalamus(p);
        fields[AnatomyField.Sylvian] = p.Z + 7 - (0.40f * Math.Max(0, 14 - p.Y)) + (0.2f * (right.X - 40));
        fields[AnatomyField.SylvianEnd] = Math.Max(36 - right.X, Math.Max(p.Y - 30, -40 - p.Y));
        fields[AnatomyField.Insula] = right.X - 38 - (0.004f * p.Y * p.Y);
        fields[AnatomyField.InsulaEnd] = SignedDistance.Ellipsoid(p with { X = 0 }, new Vector3(0, 0, 2), new Vector3(40, 24, 15));
    }

    private Vector3 Canonical(Vector3 point) => (point + (Subject.WarpMm * Warp(point))) / Subject.Scale;

    private Vector3 Warp(Vector3 point)
    {
        var offset = Subject.NoiseOffset;
        return new Vector3(Noise.At(point + offset, 90), Noise.At(point - offset, 90), Noise.At(point + (2 * offset), 90));
    }

    /// <summary>
    /// Sulci run at right angles to the surface of a hemisphere: the noise is read where the ray from the hemisphere's centre meets
    /// a shell, and only slowly changes along the ray.
    /// </summary>
    private float SulcalDistance(Vector3 p)
    {
        var centre = new Vector3(Math.Sign(p.X) * 24, -17, 16);
        var scaled = (p - centre) / new Vector3(0.66f, 1.3f, 0.92f);
        var radius = Math.Max(scaled.Length(), 8);
        var shell = scaled * ((50 + (0.25f * radius)) / radius) * new Vector3(0.66f, 1.3f, 0.92f);
        var phase = _sulci.At(shell + centre + Subject.NoiseOffset, Subject.GyralWavelengthMm);
        return phase * Subject.GyralWavelengthMm * Math.Min(1, radius / 60);
    }
}
