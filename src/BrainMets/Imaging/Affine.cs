namespace BrainMets.Imaging;

/// <summary>
/// An affine map from voxel indices (centres of voxels are whole numbers) to RAS+ millimetres, or between two voxel grids.
/// The columns are the world displacement of one step along x, y and z; <see cref="Origin"/> is where voxel (0, 0, 0) lies.
/// </summary>
public readonly record struct Affine(PointMm ColumnX, PointMm ColumnY, PointMm ColumnZ, PointMm Origin)
{
    public static Affine Identity { get; } = FromSpacing(new SpacingMm(1, 1, 1));

    public double Determinant =>
        (ColumnX.X * ((ColumnY.Y * ColumnZ.Z) - (ColumnZ.Y * ColumnY.Z)))
        - (ColumnY.X * ((ColumnX.Y * ColumnZ.Z) - (ColumnZ.Y * ColumnX.Z)))
        + (ColumnZ.X * ((ColumnX.Y * ColumnY.Z) - (ColumnY.Y * ColumnX.Z)));

    public SpacingMm Spacing => new(ColumnX.Length, ColumnY.Length, ColumnZ.Length);

    public bool IsFinite =>
        double.IsFinite(ColumnX.Length)
            && double.IsFinite(ColumnY.Length) && double.IsFinite(ColumnZ.Length) && double.IsFinite(Origin.Length);

    /// <summary>An unrotated grid whose voxel (0, 0, 0) lies at <paramref name="origin"/> (default: the world's origin).</summary>
    public static Affine FromSpacing(SpacingMm spacing, PointMm origin = default) =>
        new(new PointMm(spacing.X, 0, 0), new PointMm(0, spacing.Y, 0), new PointMm(0, 0, spacing.Z), origin);

    public PointMm Apply(double x, double y, double z) => new(
        (ColumnX.X * x) + (ColumnY.X * y) + (ColumnZ.X * z) + Origin.X,
        (ColumnX.Y * x) + (ColumnY.Y * y) + (ColumnZ.Y * z) + Origin.Y,
        (ColumnX.Z * x) + (ColumnY.Z * y) + (ColumnZ.Z * z) + Origin.Z);

    public PointMm Apply(PointMm point) => Apply(point.X, point.Y, point.Z);

    /// <exception cref="InvalidOperationException">The map is singular.</exception>
    public Affine Inverse()
    {
        var determinant = Determinant;
        if (determinant == 0 || !double.IsFinite(determinant))
        {
            throw new InvalidOperationException(
                $"The affine has determinant {determinant}; only an invertible one has an inverse. Affine: {this}");
        }

        PointMm Row(PointMm a, PointMm b) => (1 / determinant) * Cross(a, b);
        var rowX = Row(ColumnY, ColumnZ);
        var rowY = Row(ColumnZ, ColumnX);
        var rowZ = Row(ColumnX, ColumnY);
        var linear = new Affine(
            new PointMm(rowX.X, rowY.X, rowZ.X),
            new PointMm(rowX.Y, rowY.Y, rowZ.Y),
            new PointMm(rowX.Z, rowY.Z, rowZ.Z),
            default);
        return linear with { Origin = -1 * linear.Apply(Origin) };
    }

    /// <summary>The map that applies <paramref name="first"/> and then this one.</summary>
    public Affine After(Affine first)
    {
        var origin = Apply(first.Origin);
        return new Affine(Linear(first.ColumnX), Linear(first.ColumnY), Linear(first.ColumnZ), origin);
    }

    /// <summary>The largest distance, in mm, by which the two maps place any corner of a grid of this size apart.</summary>
    public double LargestCornerDistanceMm(Affine other, Size3 size)
    {
        var largest = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var x = (corner & 1) * (size.X - 1);
            var y = ((corner >> 1) & 1) * (size.Y - 1);
            var z = ((corner >> 2) & 1) * (size.Z - 1);
            largest = Math.Max(largest, (Apply(x, y, z) - other.Apply(x, y, z)).Length);
        }

        return largest;
    }

    public override string ToString() => FormattableString.Invariant(
        $"[{ColumnX.X:0.####} {ColumnY.X:0.####} {ColumnZ.X:0.####} {Origin.X:0.###}; {ColumnX.Y:0.####} {ColumnY.Y:0.####} {ColumnZ.Y:0.####} {Origin.Y:0.###}; {ColumnX.Z:0.####} {ColumnY.Z:0.####} {ColumnZ.Z:0.####} {Origin.Z:0.###}]");

    private static PointMm Cross(PointMm a, PointMm b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    private PointMm Linear(PointMm v) => Apply(v) - Origin;
}

/// <summary>A point or a displacement in RAS+ millimetres: x to the patient's Right, y Anterior, z Superior.</summary>
public readonly record struct PointMm(double X, double Y, double Z)
{
    public double Length => Math.Sqrt((X * X) + (Y * Y) + (Z * Z));

    public static PointMm operator +(PointMm a, PointMm b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static PointMm operator -(PointMm a, PointMm b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static PointMm operator *(double factor, PointMm a) => new(factor * a.X, factor * a.Y, factor * a.Z);

    public double Dot(PointMm other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    public override string ToString() => $"({X:0.###}, {Y:0.###}, {Z:0.###}) mm";
}
