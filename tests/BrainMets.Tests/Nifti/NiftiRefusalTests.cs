using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Nifti;

public sealed class NiftiRefusalTests : IDisposable
{
    private static readonly NiftiBytes Good = new();

    private readonly TemporaryFolder folder = new();

    /// <summary>Name of the fault, the file that has it, and what the message must say.</summary>
    private static readonly (string Fault, NiftiBytes File, string Says)[] Faults =
    [
        ("pair", Good with { Magic = "ni1\0" }, ".hdr/.img pair"),
        ("pair of NIfTI-2", Good with { Version = 2, Magic = "ni2\0\r\n\u001a\n" }, ".hdr/.img pair"),
        ("ANALYZE", Good with { Magic = "\0\0\0\0" }, "ANALYZE 7.5"),
        ("text mode", Good with { Version = 2, Magic = "n+2\0\n\u001a\n\0" }, "binary mode"),
        ("no dimensions", Good with { Dim = [0, 2, 3, 4, 1, 1, 1, 1] }, "counts 0 dimensions"),
        ("two dimensions", Good with { Dim = [2, 2, 3, 1, 1, 1, 1, 1] }, "counts 2 dimensions (2 x 3); a volume needs 3"),
        ("too many dimensions", Good with { Dim = [8, 2, 3, 4, 1, 1, 1, 1] }, "counts 8 dimensions"),
        ("zero size", Good with { Dim = [3, 2, 0, 4, 1, 1, 1, 1] }, "size 2 x 0 x 4"),
        ("negative size", Good with { Dim = [3, 2, 3, -4, 1, 1, 1, 1] }, "size 2 x 3 x -4"),
        ("several volumes", Good with { Dim = [4, 2, 3, 4, 7, 1, 1, 1] }, "several volumes (size 2 x 3 x 4 x 7)"),
        ("several vectors", Good with { Dim = [5, 2, 3, 4, 1, 3, 1, 1] }, "several volumes (size 2 x 3 x 4 x 1 x 3)"),
        ("absurd size", Good with { Dim = [3, 32767, 32767, 32767, 1, 1, 1, 1] }, "not a head scan"),
        ("overflowing size", Good with { Version = 2, Dim = [3, 1L << 32, 1L << 32, 1L << 32, 1, 1, 1, 1] }, "not a head scan"),
        ("complex", Good with { DataTypeCode = 32 }, "voxel type is complex (datatype 32)"),
        ("double complex", Good with { DataTypeCode = 1792 }, "voxel type is complex"),
        ("colour", Good with { DataTypeCode = 128 }, "voxel type is colour (RGB)"),
        ("colour with alpha", Good with { DataTypeCode = 2304 }, "voxel type is colour (RGB)"),
        ("long double", Good with { DataTypeCode = 1536 }, "128-bit floating point"),
        ("bits", Good with { DataTypeCode = 1 }, "voxel type is one-bit"),
        ("no type", Good with { DataTypeCode = 0 }, "voxel type is unknown"),
        ("no such type", Good with { DataTypeCode = 17 }, "undefined in the standard (datatype 17)"),
        ("zero spacing", Good with { Pixdim = [1, 1, 0, 1, 0, 0, 0, 0] }, "spacing along y (pixdim[2]) is 0"),
        ("negative spacing", Good with { Pixdim = [1, -1, 1, 1, 0, 0, 0, 0] }, "spacing along x (pixdim[1]) is -1"),
        ("NaN spacing", Good with { Pixdim = [1, 1, 1, double.NaN, 0, 0, 0, 0] }, "spacing along z (pixdim[3]) is NaN"),
        ("infinite spacing", Good with { Pixdim = [1, 1, 1, double.PositiveInfinity, 0, 0, 0, 0] }, "finite and greater than 0"),
        ("spacing of another unit", Good with { Units = 1 }, "spacing along x is 500 mm"),
        ("no such unit", Good with { Units = 5 }, "xyzt_units) has code 5"),
        ("zero column", Good with { Sform = [0.5, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 0, 0] }, "spacing along z is 0 mm by the Sform"),
        ("singular sform", Good with { Sform = [0.5, 1.5, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0] }, "singular"),
        ("NaN in sform", Good with { Sform = [0.5, 0, 0, double.NaN, 0, 1.5, 0, 0, 0, 0, 2, 0] }, "not finite"),
        ("infinity in sform", Good with { Sform = [double.PositiveInfinity, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 2, 0] }, "not finite"),
        ("NaN in qform", Good with { SformCode = 0, QformCode = 1, Qform = [double.NaN, 0, 0, 0, 0, 0] }, "not a rotation"),
        ("long quaternion", Good with { SformCode = 0, QformCode = 1, Qform = [1, 1, 0, 0, 0, 0] }, "longer than 1"),
        ("NaN offset", Good with { SformCode = 0, QformCode = 1, Qform = [0, 0, 0, 0, double.NaN, 0] }, "not finite"),
        ("infinite slope", Good with { Slope = double.PositiveInfinity }, "scl_slope is"),
        ("NaN intercept", Good with { Slope = 2, Intercept = double.NaN }, "scl_inter NaN"),
        ("no offset", Good with { VoxelOffset = 0 }, "vox_offset is 0"),
        ("offset in header", Good with { VoxelOffset = 348 }, "at least 352"),
        ("fraction of a byte", Good with { VoxelOffset = 352.5 }, "vox_offset is 352.5"),
        ("offset beyond file", Good with { VoxelOffset = 1e9 }, "truncated"),
        ("NaN offset of voxels", Good with { VoxelOffset = double.NaN }, "vox_offset is NaN"),
        ("larger than file", Good with { Dim = [3, 2, 3, 5, 1, 1, 1, 1] }, "needs 412 bytes, the file holds 400"),
        ("smaller than file", Good with { Dim = [3, 2, 3, 3, 1, 1, 1, 1] }, "goes on after the 388 bytes"),
        ("type larger than file", Good with { DataTypeCode = 64 }, "truncated"),
    ];

    public static TheoryData<string> FaultNames => [.. Faults.Select(f => f.Fault)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void A_faulty_header_is_refused_with_the_reason(string fault)
    {
        var (_, file, says) = Faults.Single(f => f.Fault == fault);

        foreach (var isBigEndian in new[] { false, true })
        {
            var path = Save((file with { IsBigEndian = isBigEndian }).ToBytes());
            var error = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));

            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void A_faulty_header_in_gzip_is_refused_too(string fault)
    {
        var path = Save(Faults.Single(f => f.Fault == fault).File.ToGzip());

        Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));
    }

    [Theory]
    [InlineData(NiftiDataType.Float32)]
    [InlineData(NiftiDataType.Float64)]
    public void Voxels_that_are_not_finite_are_counted_and_the_first_is_named(NiftiDataType type)
    {
        var voxels = new double[2 * 3 * 20000];
        (voxels[(2 * 3 * 7) + 3], voxels[100000], voxels[119999]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        var path = Save(new NiftiBytes { DataType = type, Dim = [3, 2, 3, 20000, 1, 1, 1, 1], Voxels = voxels }.ToBytes());

        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));

        Assert.Contains("3 of 120000 voxels are not finite", error.Message, StringComparison.Ordinal);
        Assert.Contains("the first at (1, 1, 7) with value NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_overflow_32_bit_floating_point_are_refused()
    {
        var path = Save(new NiftiBytes { DataType = NiftiDataType.Float64, Dim = [3, 1, 1, 1, 1, 1, 1, 1], Voxels = [1e39] }.ToBytes());

        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));

        Assert.Contains("1 of 1 voxels are not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.37)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(3e9)]
    public void A_mask_with_a_value_that_is_no_label_is_refused(double value)
    {
        var voxels = new double[24];
        voxels[17] = value;
        var path = Save(new NiftiBytes { DataType = NiftiDataType.Float64, Voxels = voxels }.ToBytes());

        foreach (var read in new Action[] { () => NiftiFile.ReadMask(path), () => NiftiFile.ReadLabels(path) })
        {
            var error = Assert.Throws<InvalidInputException>(read);
            Assert.Contains($"voxel (1, 2, 2) has the value {value}", error.Message, StringComparison.Ordinal); // 17 = 1 + 2·2 + 6·2
        }
    }

    [Fact]
    public void What_is_no_nifti_at_all_is_refused()
    {
        Assert.Contains("too short (0 bytes)", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("too short (3 bytes)", Refusal([1, 2, 3]), StringComparison.Ordinal);
        Assert.Contains("not a NIfTI file", Refusal([.. "NRRD0004\ntype: short\n"u8]), StringComparison.Ordinal);
        Assert.Contains("not a NIfTI file", Refusal(NiftiBytes.Gzip(new byte[1000])), StringComparison.Ordinal);
        Assert.Contains("truncated", Refusal(Good.ToBytes()[..200]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_refused()
    {
        var missing = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(folder.File("none.nii")));
        var directory = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(folder.Path));

        Assert.Contains("no such file", missing.Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", directory.Message, StringComparison.Ordinal);
    }

    private string Refusal(byte[] bytes)
    {
        var path = Save(bytes);
        return Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path)).Message;
    }

    private string Save(byte[] bytes)
    {
        var path = folder.File("image.nii");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
