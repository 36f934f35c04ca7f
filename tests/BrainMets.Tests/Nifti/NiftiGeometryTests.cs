using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Nifti;

public sealed class NiftiGeometryTests : IDisposable
{
    /// <summary>The affine of the default sform of <see cref="NiftiBytes"/>, by hand.</summary>
    private static readonly Affine DefaultSform =
        new(new PointMm(-0.5, 0, 0), new PointMm(0, 1.5, 0.1875), new PointMm(0, -0.25, 2), new PointMm(10, -20, 30));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void The_sform_is_taken_as_it_stands(int version, bool isBigEndian)
    {
        var header = Read(new NiftiBytes { Version = version, IsBigEndian = isBigEndian });

        Assert.Equal(AffineSource.Sform, header.AffineSource);
        Assert.Equal(DefaultSform, header.Geometry.VoxelToWorld);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_qform_is_a_rotation_times_spacing_with_z_flipped_by_qfac(int version)
    {
        // d = sin 45° and a = cos 45° turn by 90° about z: x points to Anterior, y to Left. qfac -1 lets z point to Inferior.
        var header = Read(new NiftiBytes
        {
            Version = version,
            SformCode = 0,
            QformCode = 1,
            Pixdim = [-1, 0.5, 1.5, 2, 0, 0, 0, 0],
            Qform = [0, 0, Math.Sqrt(0.5), 7, 8, 9],
        });

        Assert.Equal(AffineSource.Qform, header.AffineSource);
        AssertClose(
            new Affine(new PointMm(0, 0.5, 0), new PointMm(-1.5, 0, 0), new PointMm(0, 0, -2), new PointMm(7, 8, 9)),
            header.Geometry.VoxelToWorld);
    }

    [Fact]
    public void A_qform_turned_by_180_degrees_has_no_real_part()
    {
        // b = 1: about x. A quaternion rounded to slightly more than length 1 is still that rotation.
        var header = Read(new NiftiBytes
        {
            SformCode = 0,
            QformCode = 1,
            Pixdim = [0, 1, 1, 3, 0, 0, 0, 0],
            Qform = [1.00001, 0, 0, 0, 0, 0],
        });

        AssertClose(new Affine(new PointMm(1, 0, 0), new PointMm(0, -1, 0), new PointMm(0, 0, -3), default), header.Geometry.VoxelToWorld);
    }

    [Fact]
    public void The_sform_wins_over_the_qform_and_a_difference_is_told()
    {
        var header = Read(new NiftiBytes { QformCode = 1, Qform = [0, 0, 0, 100, 0, 0] });

        Assert.Equal(DefaultSform, header.Geometry.VoxelToWorld);
        var warning = Assert.Single(header.Warnings);
        Assert.Contains("sform (code 1) and qform (code 1)", warning, StringComparison.Ordinal);
        Assert.Contains("the sform was followed", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void With_neither_form_the_spacing_is_all_there_is_and_the_reader_says_so()
    {
        var header = Read(new NiftiBytes { SformCode = 0, QformCode = 0 });

        Assert.Equal(AffineSource.Pixdim, header.AffineSource);
        Assert.Equal(Affine.FromSpacing(new SpacingMm(0.5, 1.5, 2)), header.Geometry.VoxelToWorld);
        Assert.Contains("which side is left", Assert.Single(header.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(10, 1)] // millimetres and seconds
    [InlineData(1, 0.001)]
    [InlineData(3, 1000)]
    public void Metres_and_micrometres_become_millimetres(int units, double perMillimetre)
    {
        var a = DefaultSform;
        double[] rows =
        [
            a.ColumnX.X, a.ColumnY.X, a.ColumnZ.X, a.Origin.X,
            a.ColumnX.Y, a.ColumnY.Y, a.ColumnZ.Y, a.Origin.Y,
            a.ColumnX.Z, a.ColumnY.Z, a.ColumnZ.Z, a.Origin.Z,
        ];
        var file = new NiftiBytes
        {
            Units = units,
            Sform = [.. rows.Select(v => v * perMillimetre)],
            Pixdim = [1, 0.5 * perMillimetre, 1.5 * perMillimetre, 2 * perMillimetre, 0, 0, 0, 0],
        };

        AssertClose(a, Read(file).Geometry.VoxelToWorld);
        AssertClose(Affine.FromSpacing(new SpacingMm(0.5, 1.5, 2)), Read(file with { SformCode = 0 }).Geometry.VoxelToWorld);
        Assert.Empty(Read(file).Warnings);
    }

    [Fact]
    public void Pixdim_that_contradicts_the_sform_is_told()
    {
        var header = Read(new NiftiBytes { Pixdim = [1, 1, 1, 1, 0, 0, 0, 0] });

        Assert.Equal(DefaultSform, header.Geometry.VoxelToWorld);
        Assert.Contains("pixdim 1 x 1 x 1 mm; the sform was followed", Assert.Single(header.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sheared_grid_is_told()
    {
        var header = Read(new NiftiBytes { Sform = [0.5, 0.5, 0, 0, 0, 1.5, 0, 0, 0, 0, 2, 0] });

        Assert.Contains(header.Warnings, w => w.Contains("not perpendicular", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mask_on_the_grid_of_its_image_takes_that_grid()
    {
        var grid = Read(new NiftiBytes()).Geometry;
        var moved = new NiftiBytes { Sform = [-0.5, 0, 0, 10.0004, 0, 1.5, -0.25, -20, 0, 0.1875, 2, 30] };

        var mask = NiftiFile.ReadMaskOn(Save(moved), grid);

        Assert.Same(grid, mask.Geometry);
    }

    [Theory]
    [InlineData("shifted")]
    [InlineData("flipped")]
    [InlineData("other size")]
    public void A_mask_on_another_grid_is_refused_and_both_grids_are_printed(string difference)
    {
        var image = new NiftiBytes();
        var grid = Read(image).Geometry;
        var mask = difference switch
        {
            "shifted" => image with { Sform = [-0.5, 0, 0, 10.5, 0, 1.5, -0.25, -20, 0, 0.1875, 2, 30] },
            "flipped" => image with { Sform = [0.5, 0, 0, 9.5, 0, 1.5, -0.25, -20, 0, 0.1875, 2, 30] },
            _ => image with { Dim = [3, 3, 2, 4, 1, 1, 1, 1] },
        };

        var path = Save(mask);
        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.ReadMaskOn(path, grid));

        Assert.Contains("another grid", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Mask: {NiftiFile.ReadHeader(path).Geometry}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Image: {grid}", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => NiftiFile.ReadLabelsOn(path, grid));
    }

    private static void AssertClose(Affine expected, Affine actual) =>
        Assert.True(expected.LargestCornerDistanceMm(actual, new Size3(2, 3, 4)) < 1e-5, $"{expected} expected, {actual} found");

    private NiftiHeader Read(NiftiBytes file) => NiftiFile.ReadHeader(Save(file));

    private string Save(NiftiBytes file)
    {
        var path = folder.File("image.nii");
        File.WriteAllBytes(path, file.ToBytes());
        return path;
    }
}
