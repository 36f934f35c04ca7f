using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>Signal outside the cranium: skull with its marrow, scalp, skin, and a rough face and skull base.</summary>
internal sealed class ExtracranialTissue(HeadAnatomy anatomy, TissueContrast contrast)
{
    private const float TableMm = 1.6f;

    private readonly float _fat = (float)contrast.Fat;
    private readonly float _marrow = (float)contrast.Marrow;
    private readonly float _muscle = (float)contrast.Muscle;
    private readonly float _skin = (float)contrast.Skin;
    private readonly float _bone = (float)contrast.Bone;
    private readonly float _air = (float)contrast.Air;
    private readonly FaceTissue _face = new(anatomy.Noise, contrast);

    public float Signal(Vector3 point, ReadOnlySpan<float> fields)
    {
        var (skin, cranium, patch) = (fields[AnatomyField.Skin], fields[AnatomyField.Cranium], fields[AnatomyField.Patch]);
        var grain = anatomy.Noise.At(point, 7);
        var vault = Math.Clamp((point.Z + 26 - (0.06f * point.Y)) / 8, 0, 1);
        var signal = vault > 0 ? Vault((cranium, skin), (patch, grain), point) : _bone;
        if (vault < 1)
        {
            var canonical = point / anatomy.Subject.Scale;
            var lower = Blend.Mix(_face.Signal(canonical), _bone, Blend.Inside(cranium - 2.2f));
            signal = Blend.Mix(lower, signal, vault);
        }

        signal = Blend.Mix(signal, _skin, Blend.Inside(-skin - 1.6f));
        return Blend.Mix(_air, signal, Blend.Inside(skin));
    }

    private float Vault((float Cranium, float Skin) depth, (float Patch, float Grain) noise, Vector3 point)
    {
        var skullMm = anatomy.Subject.SkullMm + (0.8f * noise.Patch);
        var signal = _fat * (1 + (0.05f * noise.Grain));

        // The temporal muscle fills what scalp fat leaves at the temples.
        var temple = SignedDistance.Ellipsoid(HeadShape.Mirror(point), new Vector3(72, 8, -12), new Vector3(23, 42, 44));
        signal = Blend.Mix(signal, _muscle * (1 + (0.04f * noise.Grain)), Blend.Inside(Math.Max(temple, depth.Skin + 4.2f)));
        signal = Blend.Mix(signal, _bone, Blend.Inside(depth.Cranium - skullMm));
        var middle = Math.Abs(depth.Cranium - (0.5f * skullMm)) - Math.Max(0.3f, (0.5f * skullMm) - TableMm);
        return Blend.Mix(signal, _marrow * (0.9f + (0.12f * noise.Grain)), Blend.Inside(middle));
    }
}
