using System.Buffers.Binary;
using System.IO.Compression;
using BrainMets.Nifti;
using BrainMets.Tests.Imaging;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Nifti;

public sealed class NiftiWriteTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Any rotation with a flip, in the seven digits that a file holds.</summary>
    private static Gen<VolumeGeometry> GridOfAFile { get; } =
        Random3.ObliqueGrid.Select(g => g with { VoxelToWorld = Rounded(g.VoxelToWorld) });

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_bit_by_bit_on_the_same_grid() =>
        Gen.Select(Random3.ImageOn(GridOfAFile), Gen.Bool).Sample(
            (image, isGzip) =>
            {
                var path = folder.File(isGzip ? "image.nii.gz" : "image.nii");

                NiftiFile.Write(image, path);

                var back = NiftiFile.ReadImage(path);
                Assert.Equal(
                    image.Voxels.Select(BitConverter.SingleToInt32Bits), back.Volume.Voxels.Select(BitConverter.SingleToInt32Bits));
                Assert.Equal(image.Geometry, back.Volume.Geometry);
                Assert.Equal(1, back.Header.Version);
                Assert.Empty(back.Header.Warnings);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Every_writable_type_keeps_its_range()
    {
        var grid = Grids.Oblique(new Size3(2, 1, 1));
        var path = folder.File("image.nii");

        NiftiFile.Write(new Volume<byte>(grid, [0, 255]), path);
        Assert.Equal([0, 255], NiftiFile.ReadLabels(path).Voxels);
        Assert.Equal(NiftiDataType.UInt8, NiftiFile.ReadHeader(path).DataType);
        NiftiFile.Write(new Volume<short>(grid, [short.MinValue, short.MaxValue]), path);
        Assert.Equal([short.MinValue, short.MaxValue], NiftiFile.Read(path).Voxels);
        Assert.Equal(NiftiDataType.Int16, NiftiFile.ReadHeader(path).DataType);
        NiftiFile.Write(new Volume<ushort>(grid, [0, ushort.MaxValue]), path);
        Assert.Equal([0, ushort.MaxValue], NiftiFile.ReadLabels(path).Voxels);
        Assert.Equal(NiftiDataType.UInt16, NiftiFile.ReadHeader(path).DataType);
        NiftiFile.Write(new Volume<int>(grid, [0, int.MaxValue]), path);
        Assert.Equal([0, int.MaxValue], NiftiFile.ReadLabels(path).Voxels);
        Assert.Equal(NiftiDataType.Int32, NiftiFile.ReadHeader(path).DataType);
    }

    [Fact]
    public void The_fields_stand_where_the_standard_puts_them()
    {
        var affine = new Affine(new PointMm(-0.5, 0, 0), new PointMm(0, 1.5, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30));
        var path = folder.File("image.nii");

        NiftiFile.Write(
            new Volume<short>(new VolumeGeometry(new Size3(2, 3, 4), affine)),
            path,
            new NiftiText { Description = "made by hand", IntentName = "lesions" });

        var bytes = File.ReadAllBytes(path);
        short[] Int16s(int at, int count) =>
            [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(at + (2 * i))))];
        Assert.Equal(352 + (2 * 3 * 4 * 2), bytes.Length);
        Assert.Equal(348, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        Assert.Equal([3, 2, 3, 4, 1, 1, 1, 1], Int16s(40, 8));
        Assert.Equal([4, 16], Int16s(70, 2));
        Assert.Equal([-1f, 0.5f, 1.5f, 2f], Singles(bytes, 76, 4)); // qfac -1: x is flipped
        Assert.Equal([352f, 1f, 0f], Singles(bytes, 108, 3));
        Assert.Equal(2, bytes[123]);
        Assert.Equal("made by hand\0", System.Text.Encoding.ASCII.GetString(bytes, 148, 13));
        Assert.Equal([2, 2], Int16s(252, 2));
        Assert.Equal([0f, 1f, 0f, 10f, -20f, 30f], Singles(bytes, 256, 6)); // 180° about y, and z flipped by qfac, flip x
        Assert.Equal([-0.5f, 0, 0, 10, 0, 1.5f, 0, -20, 0, 0, 2, 30], Singles(bytes, 280, 12));
        Assert.Equal("lesions\0", System.Text.Encoding.ASCII.GetString(bytes, 328, 8));
        Assert.Equal("n+1\0\0\0\0\0", System.Text.Encoding.ASCII.GetString(bytes, 344, 8));
    }

    [Fact]
    public void The_qform_says_the_same_as_the_sform() =>
        GridOfAFile.Sample(
            grid =>
            {
                var path = folder.File("image.nii");
                NiftiFile.Write(new Volume<byte>(grid), path);

                var bytes = File.ReadAllBytes(path);

                if (BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(252)) == 0)
                {
                    Assert.Equal(-1, TraceOfTurn(grid.VoxelToWorld), 0.001); // 1 + 2 cos 180°
                    return;
                }

                var qform = QformByRodrigues(bytes);
                Assert.True(grid.VoxelToWorld.LargestCornerDistanceMm(qform, grid.Size) <= 0.01, $"{grid.VoxelToWorld} as {qform}");
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void A_sheared_grid_has_an_sform_only()
    {
        var sheared = new Affine(new PointMm(1, 0, 0), new PointMm(0.25, 1, 0), new PointMm(0, 0, 2), default);
        var path = folder.File("image.nii");

        NiftiFile.Write(new Volume<byte>(new VolumeGeometry(new Size3(2, 3, 4), sheared)), path);

        Assert.Equal(0, BinaryPrimitives.ReadInt16LittleEndian(File.ReadAllBytes(path).AsSpan(252)));
        Assert.Equal(sheared, NiftiFile.ReadHeader(path).Geometry.VoxelToWorld);
    }

    [Theory]
    [InlineData(1.5, -20.25)]
    [InlineData(0.9, 1000000000.3)]
    public void What_does_not_fit_a_nifti_1_header_becomes_nifti_2(double spacing, double originX)
    {
        var size = originX > 1e9 ? new Size3(2, 3, 4) : new Size3(40000, 1, 1);
        var affine = Grids.Turned(new SpacingMm(spacing, 1.1, 2.5), (0.2, -0.35, 0.5), new PointMm(originX, 0.1, 0.2));
        var path = folder.File("image.nii.gz");
        var mask = new Volume<byte>(new VolumeGeometry(size, affine));
        mask[1, 0, 0] = 1;

        NiftiFile.Write(mask, path, new NiftiText { Description = "long", IntentName = "mask" });

        var header = NiftiFile.ReadHeader(path);
        Assert.Equal((2, "long", "mask"), (header.Version, header.Description, header.IntentName));
        Assert.Equal(mask.Geometry, header.Geometry);
        Assert.Equal(mask.Voxels, NiftiFile.ReadMask(path).Voxels);
        Assert.Empty(header.Warnings);
    }

    [Fact]
    public void The_same_volume_gives_the_same_bytes()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(20, 20, 20)), (x, y, z) => Math.Sin(x * y) * z);

        NiftiFile.Write(image, folder.File("first.nii.gz"));
        NiftiFile.Write(image, folder.File("second.nii.gz"));

        Assert.Equal(File.ReadAllBytes(folder.File("first.nii.gz")), File.ReadAllBytes(folder.File("second.nii.gz")));
    }

    [Fact]
    public void An_older_file_is_replaced_and_nothing_else_is_left()
    {
        var path = folder.File("mask.nii.gz");
        File.WriteAllText(path, "older");

        NiftiFile.Write(new Volume<byte>(Grids.Oblique(new Size3(2, 3, 4))), path);

        Assert.Equal(24, NiftiFile.ReadMask(path).Voxels.Length);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_that_cannot_take_its_name_leaves_nothing_behind()
    {
        Directory.CreateDirectory(folder.File("mask.nii"));

        Assert.ThrowsAny<Exception>(() => NiftiFile.Write(new Volume<byte>(Grids.Oblique(new Size3(2, 3, 4))), folder.File("mask.nii")));

        Assert.Equal([folder.File("mask.nii")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("mask.gz")]
    [InlineData("mask.img")]
    [InlineData("mask")]
    public void A_name_that_is_not_of_nifti_is_refused(string name)
    {
        var mask = new Volume<byte>(Grids.Oblique(new Size3(2, 3, 4)));

        var error = Assert.Throws<ArgumentException>(() => NiftiFile.Write(mask, folder.File(name)));

        Assert.Contains("must end in .nii or .nii.gz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_do_not_fit_and_grids_that_are_none_are_refused()
    {
        var mask = new Volume<byte>(Grids.Oblique(new Size3(2, 3, 4)));
        var flat = new Volume<byte>(new VolumeGeometry(new Size3(2, 3, 4), Affine.FromSpacing(new SpacingMm(1, 0, 1))));
        var path = folder.File("mask.nii");

        Assert.Throws<ArgumentException>(() => NiftiFile.Write(mask, path, new NiftiText { Description = new string('x', 80) }));
        Assert.Throws<ArgumentException>(() => NiftiFile.Write(mask, path, new NiftiText { IntentName = "Läsion" }));
        Assert.Throws<ArgumentException>(() => NiftiFile.Write(flat, path));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_compressed_file_holds_exactly_the_plain_one()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(70, 50, 40)), (x, y, z) => x + (y * z));
        NiftiFile.Write(image, folder.File("plain.nii"));
        NiftiFile.Write(image, folder.File("packed.nii.gz"));

        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(folder.File("packed.nii.gz")), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        Assert.Equal(File.ReadAllBytes(folder.File("plain.nii")), unpacked.ToArray());
    }

    private static Affine Rounded(Affine a)
    {
        static PointMm Round(PointMm p) => new((float)p.X, (float)p.Y, (float)p.Z);
        return new Affine(Round(a.ColumnX), Round(a.ColumnY), Round(a.ColumnZ), Round(a.Origin));
    }

    private static float[] Singles(byte[] bytes, int at, int count) =>
        [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at + (4 * i))))];

    /// <summary>A turn about an axis by an angle, after Rodrigues: nothing of the quaternion formula of the standard is in it.</summary>
    private static Affine QformByRodrigues(byte[] bytes)
    {
        var (pixdim, q) = (Singles(bytes, 76, 4), Singles(bytes, 256, 6));
        var axis = new PointMm(q[0], q[1], q[2]);
        var real = Math.Sqrt(Math.Max(0, 1 - axis.Dot(axis)));
        var angle = 2 * Math.Atan2(axis.Length, real < 3e-4 ? 0 : real);
        var n = axis.Length == 0 ? axis : (1 / axis.Length) * axis;
        PointMm Turn(PointMm v) =>
            (Math.Cos(angle) * v)
            + (Math.Sin(angle) * new PointMm((n.Y * v.Z) - (n.Z * v.Y), (n.Z * v.X) - (n.X * v.Z), (n.X * v.Y) - (n.Y * v.X)))
            + ((n.Dot(v) * (1 - Math.Cos(angle))) * n);
        return new Affine(
            Turn(new PointMm(pixdim[1], 0, 0)),
            Turn(new PointMm(0, pixdim[2], 0)),
            Turn(new PointMm(0, 0, pixdim[0] * pixdim[3])),
            new PointMm(q[3], q[4], q[5]));
    }

    /// <summary>Of the rotation in a left-handed affine, z being the axis that is flipped.</summary>
    private static double TraceOfTurn(Affine a) =>
        (a.ColumnX.X / a.Spacing.X) + (a.ColumnY.Y / a.Spacing.Y) - (a.ColumnZ.Z / a.Spacing.Z);
}
