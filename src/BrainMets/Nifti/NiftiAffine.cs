namespace BrainMets.Nifti;

/// <summary>
/// From header fields to the affine in RAS+ mm: sform, else qform, else pixdim with a warning (nifti1.h, methods 3, 2 and 1).
/// </summary>
internal static class NiftiAffine
{
    /// <summary>sform and qform, or sform and pixdim, may disagree by this much before a warning is issued.</summary>
    private const double WarnFromMm = 0.1;

    private const double WarnFromRelativeSpacing = 0.01;

    /// <summary>Cosine between two voxel axes from which a warning reports a sheared grid (0.6 degrees).</summary>
    private const double WarnFromCosine = 0.01;

    public static (Affine Affine, AffineSource Source) Read(string path, RawHeader raw, Size3 size, List<string> warnings)
    {
        var source = raw.SformCode > 0 ? AffineSource.Sform : raw.QformCode > 0 ? AffineSource.Qform : AffineSource.Pixdim;
        var stored = source switch
        {
            AffineSource.Sform => FromRows(raw.Sform),
            AffineSource.Qform => FromQform(path, raw),
            _ => Affine.FromSpacing(new SpacingMm(raw.Pixdim[1], raw.Pixdim[2], raw.Pixdim[3])),
        };
        var factor = MillimetresPerUnit(path, raw.Units);
        var affine = ToFilePrecision(Scale(stored, factor), raw.Version);
        CheckUsable(path, affine, source, raw.Units);
        AddWarnings(raw, affine, source, (factor, size), warnings);
        return (affine, source);
    }

    /// <summary>
    /// A NIfTI-1 header holds float32. Rounding what was computed from it (a quaternion, a change of unit) back to float32 loses nothing
    /// that the file knew, below 0.00002 mm in a head, and makes the affine one that can be written again exactly.
    /// </summary>
    public static Affine ToFilePrecision(Affine affine, int version)
    {
        static PointMm Round(PointMm p) => new((float)p.X, (float)p.Y, (float)p.Z);
        return version == 1
            ? new Affine(Round(affine.ColumnX), Round(affine.ColumnY), Round(affine.ColumnZ), Round(affine.Origin))
            : affine;
    }

    /// <summary>
    /// Method 2 of nifti1.h: a rotation by the unit quaternion (a, b, c, d), z negated when qfac is -1, times the voxel size. The file
    /// leaves out a, so that near a turn of 180° the float32 rounding of b, c, d can pass for an a of 0.0003, or 0.1 mm at the far side
    /// of a head; as in nifti1_io.c such an a is taken as 0.
    /// </summary>
    public static Affine FromQuaternion(ReadOnlySpan<double> quaternion, PointMm offset, SpacingMm spacing, double qfac)
    {
        const double SquareOfRounding = 1e-7;
        var (b, c, d) = (quaternion[0], quaternion[1], quaternion[2]);
        var square = 1 - ((b * b) + (c * c) + (d * d));
        var a = square < SquareOfRounding ? 0 : Math.Sqrt(square);
        var norm = Math.Sqrt((a * a) + (b * b) + (c * c) + (d * d));
        (a, b, c, d) = (a / norm, b / norm, c / norm, d / norm);
        return new Affine(
            spacing.X * new PointMm((a * a) + (b * b) - (c * c) - (d * d), 2 * ((b * c) + (a * d)), 2 * ((b * d) - (a * c))),
            spacing.Y * new PointMm(2 * ((b * c) - (a * d)), (a * a) + (c * c) - (b * b) - (d * d), 2 * ((c * d) + (a * b))),
            qfac * spacing.Z * new PointMm(2 * ((b * d) + (a * c)), 2 * ((c * d) - (a * b)), (a * a) + (d * d) - (b * b) - (c * c)),
            offset);
    }

    private static Affine FromRows(double[] r) =>
        new(new PointMm(r[0], r[4], r[8]), new PointMm(r[1], r[5], r[9]), new PointMm(r[2], r[6], r[10]), new PointMm(r[3], r[7], r[11]));

    private static Affine FromQform(string path, RawHeader raw)
    {
        var q = raw.Qform;
        var squared = (q[0] * q[0]) + (q[1] * q[1]) + (q[2] * q[2]);
        if (!(squared <= 1.001))
        {
            throw new InvalidInputException(
                path, $"the qform quaternion ({q[0]}, {q[1]}, {q[2]}) is longer than 1, so it is not a rotation. The header is damaged.");
        }

        return FromQuaternion(
            q.AsSpan(0, 3),
            new PointMm(q[3], q[4], q[5]),
            new SpacingMm(raw.Pixdim[1], raw.Pixdim[2], raw.Pixdim[3]),
            raw.Pixdim[0] < 0 ? -1 : 1);
    }

    /// <summary>Unknown (0) is read as millimetres, as by all other tools; the bits above the lowest three are the unit of time.</summary>
    private static double MillimetresPerUnit(string path, int units) => (units & 7) switch
    {
        0 or 2 => 1,
        1 => 1000,
        3 => 0.001,
        var code => throw new InvalidInputException(
            path, $"the unit of length (xyzt_units) has code {code}; 1 metre, 2 millimetre, 3 micrometre or 0 unknown is expected."),
    };

    private static Affine Scale(Affine a, double factor) => factor == 1
        ? a
        : new Affine(factor * a.ColumnX, factor * a.ColumnY, factor * a.ColumnZ, factor * a.Origin);

    private static void CheckUsable(string path, Affine affine, AffineSource source, int units)
    {
        if (!affine.IsFinite)
        {
            throw new InvalidInputException(
                path, $"the affine ({source}) holds values that are not finite: {affine}. The header is damaged.");
        }

        var spacing = affine.Spacing;
        foreach (var (axis, length) in new[] { ('x', spacing.X), ('y', spacing.Y), ('z', spacing.Z) })
        {
            if (length is < 0.001 or > 100)
            {
                throw new InvalidInputException(
                    path,
                    $"the spacing along {axis} is {length} mm by the {source} (unit code {units & 7}); between 0.001 and 100 mm is "
                    + $"expected. Affine: {affine}.");
            }
        }

        if (Math.Abs(affine.Determinant) < 1e-6 * spacing.VoxelVolumeMm3)
        {
            throw new InvalidInputException(
                path, $"the affine ({source}) is singular, two voxel axes point the same way: {affine}. The header is damaged.");
        }
    }

    private static void AddWarnings(
        RawHeader raw, Affine affine, AffineSource source, (double Factor, Size3 Size) grid, List<string> warnings)
    {
        if (source == AffineSource.Pixdim)
        {
            warnings.Add("Neither sform nor qform is set: the file does not state the orientation, nor which side is left. "
                + "Voxel axes were assumed to be Right, Anterior, Superior; check the sides before use.");
            return;
        }

        if (source == AffineSource.Qform)
        {
            return;
        }

        var spacing = affine.Spacing;
        var pixdim = new SpacingMm(grid.Factor * raw.Pixdim[1], grid.Factor * raw.Pixdim[2], grid.Factor * raw.Pixdim[3]);
        if (Differs(spacing.X, pixdim.X) || Differs(spacing.Y, pixdim.Y) || Differs(spacing.Z, pixdim.Z))
        {
            warnings.Add($"The sform has the spacing {spacing}, pixdim {pixdim}; the sform was followed.");
        }

        AddQformWarning(raw, affine, grid, warnings);
        AddShearWarning(affine, spacing, warnings);
    }

    private static void AddQformWarning(RawHeader raw, Affine affine, (double Factor, Size3 Size) grid, List<string> warnings)
    {
        if (raw.QformCode <= 0 || !(raw.Qform.Take(3).Sum(q => q * q) <= 1.001))
        {
            return;
        }

        var qform = Scale(FromQform("", raw), grid.Factor);
        var apartMm = affine.LargestCornerDistanceMm(qform, grid.Size);
        if (!(apartMm <= WarnFromMm))
        {
            warnings.Add(
                $"sform (code {raw.SformCode}) and qform (code {raw.QformCode}) place corners of the grid up to {apartMm:0.##} mm apart; "
                + $"the sform was followed. sform {affine}, qform {qform}");
        }
    }

    private static void AddShearWarning(Affine affine, SpacingMm spacing, List<string> warnings)
    {
        var cosine = new[]
        {
            affine.ColumnX.Dot(affine.ColumnY) / (spacing.X * spacing.Y),
            affine.ColumnY.Dot(affine.ColumnZ) / (spacing.Y * spacing.Z),
            affine.ColumnZ.Dot(affine.ColumnX) / (spacing.Z * spacing.X),
        }.Max(Math.Abs);
        if (cosine > WarnFromCosine)
        {
            warnings.Add(
                $"The voxel axes are not perpendicular (cosine {cosine:0.###}); distances in mm are computed as if they were. "
                + $"Affine: {affine}");
        }
    }

    private static bool Differs(double spacing, double pixdim) => Math.Abs(spacing - pixdim) > WarnFromRelativeSpacing * spacing;
}

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
        var (b, c, d) = Quaternion((1 / spacing.X) * affine.ColumnX, (1 / spacing.Y) * affine.ColumnY, (qfac / spacing.Z) * affine.ColumnZ);
        ReadOnlySpan<double> stored = [(float)b, (float)c, (float)d];
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
