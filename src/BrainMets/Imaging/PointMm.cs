namespace BrainMets.Imaging;

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
