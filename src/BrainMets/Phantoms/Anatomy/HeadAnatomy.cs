using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>One head: every shape of the subject, baked into a coarse lattice and read at any point.</summary>
internal sealed class HeadAnatomy
{
    private const float StepMm = 2.5f;
    private static readonly Vector3 Low = new(-96, -128, -90);
    private static readonly Vector3 High = new(96, 106, 104);

    private readonly FieldLattice _lattice = new(Low, High, StepMm);
    private readonly CortexFolding _folding;

    public HeadAnatomy(Subject subject, Random random)
    {
        Subject = subject;
        Noise = NoiseField.Create(random);
        _folding = new CortexFolding(subject, Noise);
        _lattice.Fill(Bake);
        _lattice.Update(BakeSulci);
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

    /// <summary>Where a point of this head lies in the average one.</summary>
    public Vector3 ToAverage(Vector3 point) => (point + (Subject.WarpMm * Warp(point))) / Subject.Scale;

    private void Bake(Vector3 point, float[] fields)
    {
        if (SignedDistance.Ellipsoid(point, new Vector3(0, -12, -12), new Vector3(104, 128, 128)) > 0)
        {
            // Air, for certain: any distance that is far will do.
            Array.Fill(fields, 30);
            return;
        }

        var p = ToAverage(point);
        var cranium = HeadShape.Cranium(p);
        fields[AnatomyField.Cranium] = cranium;
        var patch = Noise.At(point + Subject.NoiseOffset, 30);
        fields[AnatomyField.Patch] = patch;
        fields[AnatomyField.Skin] = HeadShape.Skin(p, cranium, Subject.SkullMm + Subject.ScalpMm + (0.5f * patch));
        fields[AnatomyField.Midline] = p.X + (0.8f * Noise.At(point - Subject.NoiseOffset, 45));
        var below = HeadShape.Below(p) + (1.2f * Noise.At(point + Subject.NoiseOffset, 42));
        var fluidMm = 1.5f + (1.5f * Subject.Atrophy) + (0.4f * patch);
        fields[AnatomyField.Below] = below;
        fields[AnatomyField.Cerebrum] = HeadShape.Cerebrum(p, cranium + fluidMm, below);
        fields[AnatomyField.Cerebellum] = HeadShape.Cerebellum(p, cranium + fluidMm, below);
        fields[AnatomyField.Brainstem] = HeadShape.Brainstem(p);
        fields[AnatomyField.Hemisphere] = CortexFolding.HemisphereDepth(fields[AnatomyField.Cerebrum], fields[AnatomyField.Midline]);
        if (cranium < 8)
        {
            BakeBrain(p, fields);
        }
    }

    private void BakeBrain(Vector3 p, float[] fields)
    {
        var right = HeadShape.Mirror(p);
        fields[AnatomyField.Core] = DeepShape.Core(p);
        fields[AnatomyField.Fan] = DeepShape.Fan(p);
        fields[AnatomyField.Ventricle] = DeepShape.Ventricle(p, Subject.VentricleScale);
        fields[AnatomyField.Striatum] = DeepShape.Striatum(p);
        fields[AnatomyField.Thalamus] = DeepShape.Thalamus(p);
        var sway = 1.6f * Noise.At(p + Subject.NoiseOffset, 28);
        fields[AnatomyField.Sylvian] = sway + p.Z + 7 - (0.40f * Math.Max(0, 14 - p.Y)) + (0.2f * (right.X - 40));
        fields[AnatomyField.SylvianEnd] = Math.Max(36 - right.X, Math.Max(p.Y - 30, -40 - p.Y));
        fields[AnatomyField.Insula] = sway + right.X - 38 - (0.004f * p.Y * p.Y);
        fields[AnatomyField.InsulaEnd] = SignedDistance.Ellipsoid(p with { X = 0 }, new Vector3(0, 0, 2), new Vector3(40, 24, 15));
    }

    private Vector3 Warp(Vector3 point)
    {
        var offset = Subject.NoiseOffset;
        return new Vector3(Noise.At(point + offset, 90), Noise.At(point - offset, 90), Noise.At(point + (2 * offset), 90));
    }

    /// <summary>Second pass: the sulci need the direction to the surface, which is read off the first.</summary>
    private void BakeSulci(Vector3 point, float[] fields)
    {
        if (fields[AnatomyField.Cerebrum] > 3)
        {
            return;
        }

        var outward = -_lattice.Gradient(point, AnatomyField.Hemisphere, StepMm);
        var place = (point, outward / Math.Max(0.2f, outward.Length()), fields[AnatomyField.Hemisphere]);
        var side = Math.Sign(fields[AnatomyField.Midline]);
        fields[AnatomyField.Sulcus] = _folding.SulcalDistance(place, side, Subject.GyralWavelengthMm);
        fields[AnatomyField.Depth] = _folding.DepthNoise(place, side);
        fields[AnatomyField.Dimple] = _folding.SulcalDistance(place, side, 0.55f * Subject.GyralWavelengthMm);
    }
}
