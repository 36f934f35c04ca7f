namespace BrainMets.Phantoms.Anatomy;

/// <summary>What the sixteen fields say about one point of the brain, in mm.</summary>
internal readonly ref struct TissuePoint(ReadOnlySpan<float> fields, Subject subject)
{
    private readonly ReadOnlySpan<float> _fields = fields;

    public float Cranium => _fields[AnatomyField.Cranium];

    public float this[int field] => _fields[field];

    /// <summary>Negative inside the brain with its sulci filled; ventricles belong to the brain.</summary>
    public float BrainHull => Math.Min(
        Math.Min(_fields[AnatomyField.Cerebrum], _fields[AnatomyField.Cerebellum]), _fields[AnatomyField.Brainstem]);

    /// <summary>Distance from the falx' plane, measured only where the hemispheres are apart.</summary>
    public float FissureDistance => Hypotenuse(_fields[AnatomyField.Midline], Math.Min(0, _fields[AnatomyField.Core]));

    /// <summary>Distance from the nearest cerebrospinal fluid outside the ventricles into the cerebrum; negative in the fluid.</summary>
    public float PialDepth()
    {
        var widening = 0.5f + subject.Atrophy;
        var surface = -Math.Min(_fields[AnatomyField.Cerebrum], _fields[AnatomyField.Brainstem]);
        var depth = Math.Min(surface, FissureDistance - 0.5f - (0.5f * widening));
        var sulcalFloor = 15 + (4 * _fields[AnatomyField.Patch]);
        var beyond = Math.Max(0, Math.Max(depth - sulcalFloor, -_fields[AnatomyField.Core]));
        var halfWidth = 0.35f + (0.3f * widening) + (widening * MathF.Exp(-Math.Max(0, depth) / 3));
        var sulcus = Hypotenuse(_fields[AnatomyField.Sulcus], beyond) - halfWidth;
        var sylvian = Hypotenuse(_fields[AnatomyField.Sylvian], Math.Max(0, _fields[AnatomyField.SylvianEnd])) - 0.6f - (0.7f * widening);
        var insula = Hypotenuse(_fields[AnatomyField.Insula], Math.Max(0, _fields[AnatomyField.InsulaEnd])) - 0.4f - (0.5f * widening);
        return Math.Min(Math.Min(depth, sulcus), Math.Min(sylvian, insula));
    }

    private static float Hypotenuse(float a, float b) => MathF.Sqrt((a * a) + (b * b));
}
