namespace BrainMets.Phantoms;

/// <summary>How a site samples the head: matrix, spacing, order of the voxel axes, and how far grid and head may lean.</summary>
internal sealed record AcquisitionGrid
{
    /// <summary>Middle of the scanned box in head coordinates (RAS mm around the anterior commissure): vertex to foramen magnum.</summary>
    private static readonly PointMm HeadCentre = new(0, -14, 13);

    public required Size3 Size { get; init; }

    public required SpacingMm Spacing { get; init; }

    /// <summary>Where the voxel axes point, as in <see cref="AnatomicalOrientation.Code"/>: "LPS", "PSR", …</summary>
    public required string AxisCode { get; init; }

    /// <summary>Largest angle about each axis between the grid and the world (an oblique prescription), in degrees.</summary>
    public double ObliqueDegrees { get; init; }

    /// <summary>Largest angle about each axis by which the patient's head leans in the grid, in degrees.</summary>
    public double HeadTiltDegrees { get; init; } = 5;

    /// <summary>Draws a scan's position: its geometry in the world, and the map from voxels to head coordinates.</summary>
    internal (VolumeGeometry Geometry, Affine VoxelToHead) Place(Random random)
    {
        PointMm Jitter(double mm) => new(mm * Symmetric(random), mm * Symmetric(random), mm * Symmetric(random));
        var inWorld = Centred(Jitter(12), RotationDegrees(ObliqueDegrees, random));
        var inHead = Centred(HeadCentre + Jitter(1.5), RotationDegrees(HeadTiltDegrees, random));
        return (new VolumeGeometry(Size, inWorld), inHead);
    }

    /// <summary>The grid's affine, turned about its own middle, which lies at <paramref name="centre"/>.</summary>
    private Affine Centred(PointMm centre, Affine rotation)
    {
        var axes = AxisCode.Select((letter, axis) => Component(Spacing, axis) * rotation.Apply(Direction(letter))).ToArray();
        var middle = new Affine(axes[0], axes[1], axes[2], default).Apply((Size.X - 1) / 2.0, (Size.Y - 1) / 2.0, (Size.Z - 1) / 2.0);
        return new Affine(axes[0], axes[1], axes[2], centre - middle);
    }

    private static double Symmetric(Random random) => (2 * random.NextDouble()) - 1;

    private static Affine RotationDegrees(double largest, Random random)
    {
        var (sinX, cosX) = Math.SinCos(largest * Symmetric(random) * Math.PI / 180);
        var (sinY, cosY) = Math.SinCos(largest * Symmetric(random) * Math.PI / 180);
        var (sinZ, cosZ) = Math.SinCos(largest * Symmetric(random) * Math.PI / 180);
        var aboutX = new Affine(new(1, 0, 0), new(0, cosX, sinX), new(0, -sinX, cosX), default);
        var aboutY = new Affine(new(cosY, 0, -sinY), new(0, 1, 0), new(sinY, 0, cosY), default);
        var aboutZ = new Affine(new(cosZ, sinZ, 0), new(-sinZ, cosZ, 0), new(0, 0, 1), default);
        return aboutZ.After(aboutY).After(aboutX);
    }

    private static PointMm Direction(char letter) => letter switch
    {
        'R' => new(1, 0, 0),
        'L' => new(-1, 0, 0),
        'A' => new(0, 1, 0),
        'P' => new(0, -1, 0),
        'S' => new(0, 0, 1),
        'I' => new(0, 0, -1),
        _ => throw new ArgumentException($"Axis code letter '{letter}' is not one of R, L, A, P, S, I.", nameof(letter)),
    };

    private static double Component(SpacingMm spacing, int axis) => axis == 0 ? spacing.X : axis == 1 ? spacing.Y : spacing.Z;
}

/// <summary>Thick slices: the average of several thin layers along the grid's third axis.</summary>
internal static class SliceAverage
{
    public static VolumeGeometry Geometry(VolumeGeometry layers, int perSlice)
    {
        var affine = layers.VoxelToWorld;
        var size = layers.Size;
        return new VolumeGeometry(
            new Size3(size.X, size.Y, size.Z / perSlice),
            new Affine(affine.ColumnX, affine.ColumnY, perSlice * affine.ColumnZ, affine.Apply(0, 0, (perSlice - 1) / 2.0)));
    }

    public static Volume<float> Of(Volume<float> layers, int perSlice)
    {
        if (perSlice == 1)
        {
            return layers;
        }

        var average = new Volume<float>(Geometry(layers.Geometry, perSlice));
        var area = layers.Size.X * layers.Size.Y;
        for (var z = 0; z < average.Size.Z * perSlice; z++)
        {
            var from = layers.Voxels.AsSpan(z * area, area);
            var to = average.Voxels.AsSpan(z / perSlice * area, area);
            for (var i = 0; i < area; i++)
            {
                to[i] += from[i] / perSlice;
            }
        }

        return average;
    }

    /// <summary>1 where more than half of the layers are.</summary>
    public static Volume<byte> Of(Volume<byte> layers, int perSlice) =>
        perSlice == 1 ? layers : Of(layers.Map(v => (float)v), perSlice).Map(v => (byte)(v > 0.5f ? 1 : 0));
}
