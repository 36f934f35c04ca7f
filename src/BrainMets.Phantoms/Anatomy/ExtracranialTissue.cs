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

/// <summary>
/// Below the vault: orbits, sinuses, skull base and muscles, roughly. Enough to give brain extraction what it must reject.
/// </summary>
internal sealed class FaceTissue(NoiseField noise, TissueContrast contrast)
{
    private readonly float _fat = (float)contrast.Fat;
    private readonly float _muscle = (float)contrast.Muscle;
    private readonly float _bone = (float)contrast.Bone;
    private readonly float _air = (float)contrast.Air;
    private readonly float _marrow = (float)contrast.Marrow;
    private readonly float _mucosa = (float)contrast.Mucosa;
    private readonly float _fluid = (float)contrast.CerebrospinalFluid;

    public float Signal(Vector3 p)
    {
        var right = HeadShape.Mirror(p);
        var coarse = noise.At(p, 26);
        var fine = noise.At(p, 9);
        var signal = Blend.Mix(_muscle * (1 + (0.06f * fine)), _fat, Math.Clamp((0.8f * coarse) - 0.3f, 0, 1));
        signal = Blend.Mix(signal, _marrow, Blend.Inside(SignedDistance.Rod(p, (new(0, 6, -42), 8), (new(0, -16, -66), 6))));
        signal = PetrousBone(signal, right, fine);
        signal = Orbit(signal, right);
        return Airways(signal, right, noise.At(p * new Vector3(1.6f, 0.33f, 1), 14));
    }

    private float PetrousBone(float signal, Vector3 right, float fine)
    {
        var petrous = SignedDistance.Rod(right, (new(24, -18, -42), 8), (new(60, -34, -42), 15));
        return Blend.Mix(signal, fine > 0.9f ? 0.5f * _marrow : _bone, Blend.Inside(petrous));
    }

    private float Orbit(float signal, Vector3 right)
    {
        var centre = new Vector3(32, 64, -38);
        var cone = SignedDistance.Rod(right, (centre + new Vector3(0, 2, 0), 18), (new(16, 26, -34), 5));
        signal = Blend.Mix(signal, _bone, Blend.Inside(cone - 1.5f));
        signal = Blend.Mix(signal, _fat, Blend.Inside(cone));
        signal = Blend.Mix(signal, _muscle, Blend.Inside(SignedDistance.Rod(right, (centre, 2.2f), (new(14, 24, -34), 2))));
        foreach (var (x, z) in new (float, float)[] { (10, 0), (-10, 0), (0, 10), (0, -10) })
        {
            var muscle = SignedDistance.Rod(right, (centre + new Vector3(x, -6, z), 2.2f), (new(17, 26, -34), 1.5f));
            signal = Blend.Mix(signal, _mucosa, Blend.Inside(muscle));
        }

        var eye = SignedDistance.Ball(right, centre, 12);
        signal = Blend.Mix(signal, _mucosa, Blend.Inside(eye));
        return Blend.Mix(signal, _fluid, Blend.Inside(eye + 1.3f));
    }

    private float Airways(float signal, Vector3 right, float fine)
    {
        var nose = SignedDistance.Ellipsoid(right, new Vector3(0, 54, -48), new Vector3(12, 32, 24));
        var sphenoid = SignedDistance.Ellipsoid(right, new Vector3(0, 20, -40), new Vector3(12, 12, 9));
        var maxillary = SignedDistance.Ellipsoid(right, new Vector3(30, 52, -72), new Vector3(14, 18, 18));
        var frontal = SignedDistance.Ellipsoid(right, new Vector3(10, 78, -14), new Vector3(10, 4, 10));
        var cavity = Math.Min(Math.Min(nose, sphenoid), Math.Min(maxillary, frontal));
        signal = Blend.Mix(signal, _mucosa, Blend.Inside(cavity - 0.8f));
        var filled = nose < 0 ? Blend.Inside(0.4f - Math.Abs(fine), 0.3f) : 1;
        return Blend.Mix(signal, _air, Blend.Inside(cavity) * filled);
    }
}
