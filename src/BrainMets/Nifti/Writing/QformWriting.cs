using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>The quaternion form of an affine, as it is stored.</summary>
/// <param name="Qfac">-1 when the axes are left-handed and z is to be negated.</param>
/// <param name="Fields">Quaternion b, c, d, then the offset x, y, z in mm.</param>
internal sealed record QformWriter(double Qfac, double[] Fields)
{
    /// <summary>
    /// Null when a quaternion cannot hold the affine to within <see cref="VolumeGeometry.ToleranceMm"/>: it shears, or it is a turn so
    /// near 180° that the float32 of the file loses it (<see cref="NiftiAffine.FromQuaternion"/>). A qform that contradicts the sform
    /// is worse than none.
    /// </summary>
    public static QformWriter? From(VolumeGeometry geometry)
    {
        var affine = geometry.VoxelToWorld;
        var spacing = affine.Spacing;
        var qfac = affine.Determinant < 0 ? -1.0 : 1.0;
        var (b, c, d) = Quaternion(
            (1 / spacing.X) * affine.ColumnX, (1 / spacing.Y) * affine.ColumnY, (qfac / spacing.Z) * affine.ColumnZ);
        var stored = ((double)(float)b, (double)(float)c, (double)(float)d);
        var restored = NiftiAffine.FromQuaternion(stored, affine.Origin, spacing, qfac);
        return restored.LargestCornerDistanceMm(affine, geometry.Size) <= VolumeGeometry.ToleranceMm
            ? new QformWriter(qfac, [b, c, d, affine.Origin.X, affine.Origin.Y, affine.Origin.Z])
            : null;
    }

    /// <summary>
    /// Shepperd's method (1978): the largest of the four components is computed first, from the diagonal, so that nothing is divided by
    /// a number near zero. The sign is chosen to make a, which the header leaves out, positive.
    /// </summary>
    private static (double B, double C, double D) Quaternion(PointMm x, PointMm y, PointMm z)
    {
        var squares = new[] { 1 + x.X + y.Y + z.Z, 1 + x.X - y.Y - z.Z, 1 - x.X + y.Y - z.Z, 1 - x.X - y.Y + z.Z };
        var largest = Array.IndexOf(squares, squares.Max());
        var root = Math.Sqrt(squares[largest]);
        var (xy, yz, zx) = (x.Y + y.X, y.Z + z.Y, z.X + x.Z);
        var (spinX, spinY, spinZ) = (y.Z - z.Y, z.X - x.Z, x.Y - y.X);
        var (a, b, c, d) = largest switch
        {
            0 => (root * root, spinX, spinY, spinZ),
            1 => (spinX, root * root, xy, zx),
            2 => (spinY, xy, root * root, yz),
            _ => (spinZ, zx, yz, root * root),
        };
        var scale = (a < 0 ? -0.5 : 0.5) / root;
        return (scale * b, scale * c, scale * d);
    }
}
