using CsCheck;

namespace BrainMets.Tests.Imaging;

/// <summary>Generators of random grids and volumes, small enough for slow oracles.</summary>
internal static class Random3
{
    public static Gen<Size3> Size { get; } = Gen.Select(Gen.Int[1, 7], Gen.Int[1, 6], Gen.Int[1, 5], (x, y, z) => new Size3(x, y, z));

    public static Gen<SpacingMm> Spacing { get; } =
        Gen.Select(Gen.Double[0.3, 3], Gen.Double[0.3, 3], Gen.Double[0.3, 6], (x, y, z) => new SpacingMm(x, y, z));

    /// <summary>Any rotation, x flipped, any origin in a scanner.</summary>
    public static Gen<Affine> ObliqueAffine { get; } = Gen.Select(
        Spacing,
        Gen.Select(Gen.Double[-3.14, 3.14], Gen.Double[-3.14, 3.14], Gen.Double[-3.14, 3.14]),
        Gen.Select(Gen.Double[-300, 300], Gen.Double[-300, 300], Gen.Double[-300, 300], (x, y, z) => new PointMm(x, y, z)),
        Grids.Turned);

    public static Gen<VolumeGeometry> ObliqueGrid { get; } =
        Gen.Select(Size, ObliqueAffine, (size, affine) => new VolumeGeometry(size, affine));

    public static Gen<VolumeGeometry> UprightGrid { get; } = Gen.Select(Size, Spacing, Grids.Upright);

    /// <summary>Masks from empty through sparse to full.</summary>
    public static Gen<Volume<byte>> MaskOn(Gen<VolumeGeometry> grid) =>
        from geometry in grid
        from permille in Gen.OneOf(Gen.Const(0), Gen.Int[20, 200], Gen.Int[300, 700], Gen.Const(1000))
        from draws in Gen.Int[0, 999].Array[(int)geometry.Size.Count]
        select new Volume<byte>(geometry, [.. draws.Select(d => (byte)(d < permille ? 1 : 0))]);

    public static Gen<Volume<float>> ImageOn(Gen<VolumeGeometry> grid) =>
        from geometry in grid
        from values in Gen.Float[-100, 100].Array[(int)geometry.Size.Count]
        select new Volume<float>(geometry, values);
}
