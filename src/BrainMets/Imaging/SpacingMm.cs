namespace BrainMets.Imaging;

/// <summary>Distance between the centres of neighbouring voxels along x, y and z, in millimetres.</summary>
public readonly record struct SpacingMm(double X, double Y, double Z)
{
    public double VoxelVolumeMm3 => X * Y * Z;

    public double Smallest => Math.Min(X, Math.Min(Y, Z));

    public override string ToString() => $"{X:0.####} x {Y:0.####} x {Z:0.####} mm";
}
