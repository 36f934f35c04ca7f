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
        var place = new CortexPoint(point, outward / Math.Max(0.2f, outward.Length()), fields[AnatomyField.Hemisphere]);
        var side = Math.Sign(fields[AnatomyField.Midline]);
        fields[AnatomyField.Sulcus] = _folding.SulcalDistance(place, side, Subject.GyralWavelengthMm);
        fields[AnatomyField.Depth] = _folding.DepthNoise(place, side);
        fields[AnatomyField.Dimple] = _folding.SulcalDistance(place, side, 0.55f * Subject.GyralWavelengthMm);
    }
}

/// <summary>The random parameters of a head; drawn first, then applied.</summary>
internal sealed record Subject
{
    /// <summary>Size along x, y and z relative to an average adult.</summary>
    public required Vector3 Scale { get; init; }

    /// <summary>Amplitude of the smooth deformation that makes left and right differ, in mm.</summary>
    public required float WarpMm { get; init; }

    /// <summary>0 = young and full, 1 = wide sulci and ventricles.</summary>
    public required float Atrophy { get; init; }

    public required float VentricleScale { get; init; }

    public required float SkullMm { get; init; }

    public required float ScalpMm { get; init; }

    /// <summary>Distance from one gyrus to the next but one, in mm.</summary>
    public required float GyralWavelengthMm { get; init; }

    /// <summary>Where this head reads the shared noise field, in mm.</summary>
    public required Vector3 NoiseOffset { get; init; }

    public Subject WithVentricles(double factor) => this with { VentricleScale = (float)factor * VentricleScale };

    public static Subject Draw(Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        var size = Between(0.91, 0.985);
        var atrophy = Between(0, 1);
        return new Subject
        {
            Scale = size * new Vector3(Between(0.97, 1.03), Between(0.97, 1.03), Between(0.97, 1.02)),
            WarpMm = Between(1.0, 2.2),
            Atrophy = atrophy,
            VentricleScale = Between(0.75, 1.15) + (0.35f * atrophy),
            SkullMm = Between(5, 8),
            ScalpMm = Between(4, 7.5),
            GyralWavelengthMm = Between(25, 29),
            NoiseOffset = new Vector3(Between(0, 500), Between(0, 500), Between(0, 500)),
        };
    }
}

/// <summary>Places of the smooth fields in the lattice. Distances in mm, negative inside, unless stated otherwise.</summary>
internal static class AnatomyField
{
    /// <summary>Inner table of the skull.</summary>
    public const int Cranium = 0;

    public const int Skin = 1;

    /// <summary>Hull of the cerebrum, as if it had no sulci.</summary>
    public const int Cerebrum = 2;

    /// <summary>Signed distance to the midsagittal plane, right positive.</summary>
    public const int Midline = 3;

    /// <summary>Signed distance to the nearest sulcal wall.</summary>
    public const int Sulcus = 4;

    /// <summary>Callosum and diencephalon: where the hemispheres are joined.</summary>
    public const int Core = 5;

    public const int Cerebellum = 6;

    public const int Brainstem = 7;

    public const int Ventricle = 8;

    /// <summary>Caudate, putamen, amygdala and hippocampus.</summary>
    public const int Striatum = 9;

    public const int Thalamus = 10;

    /// <summary>Signed distance to the sheet of the Sylvian fissure, up positive.</summary>
    public const int Sylvian = 11;

    /// <summary>Distance along the sheet beyond the fissure's end.</summary>
    public const int SylvianEnd = 12;

    /// <summary>Signed distance to the sheet over the insula, lateral positive.</summary>
    public const int Insula = 13;

    public const int InsulaEnd = 14;

    /// <summary>Smooth noise, variance 1, wavelength 30 mm: patchiness.</summary>
    public const int Patch = 15;

    /// <summary>As <see cref="Sulcus"/>, for the shallow tertiary sulci between.</summary>
    public const int Dimple = 16;

    /// <summary>How deep sulci reach here: noise of variance 1.</summary>
    public const int Depth = 17;

    /// <summary>Distance to the space below the tentorium, negative in it.</summary>
    public const int Below = 18;

    /// <summary>Angle, in radians, of the fan in which the folia of the cerebellum spread.</summary>
    public const int Fan = 19;

    /// <summary>Depth below the surface of a hemisphere, the medial wall included.</summary>
    public const int Hemisphere = 20;
}

/// <summary>The values of the smooth fields at one point of the brain, in mm.</summary>
internal readonly ref struct TissuePoint(ReadOnlySpan<float> fields, Subject subject)
{
    private readonly ReadOnlySpan<float> _fields = fields;

    public float Cranium => _fields[AnatomyField.Cranium];

    public float this[int field] => _fields[field];

    /// <summary>Negative inside the brain with its sulci filled; ventricles belong to the brain.</summary>
    public float BrainHull => Math.Min(
        Math.Min(_fields[AnatomyField.Cerebrum], _fields[AnatomyField.Cerebellum]), _fields[AnatomyField.Brainstem]);

    /// <summary>Distance from the falx' plane, measured only where the hemispheres are apart.</summary>
    public float FissureDistance => Hypotenuse(
        _fields[AnatomyField.Midline], Math.Min(0, Math.Min(_fields[AnatomyField.Core], _fields[AnatomyField.Brainstem] - 3)));

    /// <summary>Distance from the nearest cerebrospinal fluid outside the ventricles into the cerebrum; negative in the fluid.</summary>
    public float PialDepth()
    {
        var widening = 0.5f + subject.Atrophy;
        var surface = -Math.Min(_fields[AnatomyField.Cerebrum], _fields[AnatomyField.Brainstem]);
        var fissure = FissureDistance;
        var depth = Math.Min(surface, fissure - 0.5f - (0.5f * widening));
        var opening = widening * MathF.Exp(-Math.Max(0, depth) / 3);

        // Sulci are deepest on the convexity, shallower on the medial wall and above the tentorium; callosum and brain stem have none.
        var joined = Math.Min(_fields[AnatomyField.Core], _fields[AnatomyField.Thalamus] - 4);
        var barred = -6 * Math.Min(joined - 1, _fields[AnatomyField.Brainstem] - 8);
        var wall = Math.Min(-_fields[AnatomyField.Cranium] - 2, Math.Min(2 * fissure, 1.6f * _fields[AnatomyField.Below]));
        var sulcalDepth = Math.Max(wall, barred);
        var floor = 15 + (6 * _fields[AnatomyField.Depth]);
        var sulcus = Sheet(AnatomyField.Sulcus, sulcalDepth - floor) - 0.25f - (0.35f * widening) - (0.8f * opening);
        var dimple = Sheet(AnatomyField.Dimple, sulcalDepth - (0.3f * floor)) - 0.1f - (0.25f * widening) - (0.6f * opening);
        var sylvian = Sheet(AnatomyField.Sylvian, _fields[AnatomyField.SylvianEnd]) - 0.6f - (0.8f * widening);
        var insula = Sheet(AnatomyField.Insula, _fields[AnatomyField.InsulaEnd]) - 0.4f - (0.6f * widening);
        return Math.Min(Math.Min(depth, Math.Min(sulcus, dimple)), Math.Min(sylvian, insula));
    }

    /// <summary>Distance from a sheet of which only the part with no positive <paramref name="beyond"/> exists.</summary>
    private float Sheet(int field, float beyond) => Hypotenuse(_fields[field], Math.Max(0, beyond));

    private static float Hypotenuse(float a, float b) => MathF.Sqrt((a * a) + (b * b));
}
