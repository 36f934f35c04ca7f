namespace BrainMets.Phantoms;

/// <summary>Soft edges: how much of a voxel about 1 mm wide lies inside a surface at a signed distance.</summary>
internal static class Blend
{
    /// <summary>1 from half a millimetre inside, 0 from half a millimetre outside, linear between.</summary>
    public static float Inside(float distanceMm) => Math.Clamp(0.5f - distanceMm, 0, 1);

    /// <summary>As <see cref="Inside(float)"/>, over a given width.</summary>
    public static float Inside(float distanceMm, float widthMm) => Math.Clamp(0.5f - (distanceMm / widthMm), 0, 1);

    public static float Mix(float outside, float inside, float fraction) => outside + (fraction * (inside - outside));
}
