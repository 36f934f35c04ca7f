namespace BrainMets.Phantoms;

/// <summary>What the smooth fields say about one point of the brain, in mm.</summary>
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
