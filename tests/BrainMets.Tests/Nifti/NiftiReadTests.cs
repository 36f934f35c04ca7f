using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Nifti;

public sealed class NiftiReadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<NiftiDataType, int, bool, bool> EveryKind =>
        new(from type in Enum.GetValues<NiftiDataType>()
            from version in new[] { 1, 2 }
            from isBigEndian in new[] { false, true }
            from isGzip in new[] { false, true }
            select (type, version, isBigEndian, isGzip));

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Every_voxel_type_is_read_in_both_versions_byte_orders_and_packings(
        NiftiDataType type, int version, bool isBigEndian, bool isGzip)
    {
        var values = Extremes(type);
        var file = new NiftiBytes
        {
            DataType = type,
            Version = version,
            IsBigEndian = isBigEndian,
            Dim = [3, values.Length, 1, 1, 1, 1, 1, 1],
            Voxels = values,
        };

        var image = NiftiFile.ReadImage(Save(isGzip ? file.ToGzip() : file.ToBytes(), isGzip ? "image.nii.gz" : "image.nii"));

        Assert.Equal(values.Select(v => (float)v), image.Volume.Voxels);
        Assert.Equal((version, isBigEndian, type), (image.Header.Version, image.Header.IsBigEndian, image.Header.DataType));
        Assert.Empty(image.Header.Warnings);
    }

    [Fact]
    public void X_runs_fastest()
    {
        var image = NiftiFile.Read(Save(new NiftiBytes().ToBytes())); // 2 x 3 x 4, numbered in file order

        Assert.Equal(1, image[1, 0, 0]);
        Assert.Equal(2, image[0, 1, 0]);
        Assert.Equal(6, image[0, 0, 1]);
        Assert.Equal(23, image[1, 2, 3]);
    }

    [Theory]
    [InlineData(NiftiDataType.Int16, 2, -10)]
    [InlineData(NiftiDataType.UInt8, 0.25, 0)]
    [InlineData(NiftiDataType.Float64, -1.5, 3)]
    public void Values_are_slope_times_stored_plus_intercept(NiftiDataType type, double slope, double intercept)
    {
        var image = NiftiFile.Read(Save(new NiftiBytes { DataType = type, Slope = slope, Intercept = intercept }.ToBytes()));

        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)((slope * i) + intercept)), image.Voxels);
    }

    [Fact]
    public void Scaling_is_computed_in_64_bits()
    {
        // A large number with its small part taken out: in 32 bits 100,000,001 is 100,000,000 already.
        var file = new NiftiBytes
        {
            DataType = NiftiDataType.Int32,
            Dim = [3, 2, 1, 1, 1, 1, 1, 1],
            Slope = 1,
            Intercept = -100_000_000,
            Voxels = [100_000_001, 100_000_003],
        };

        Assert.Equal([1, 3], NiftiFile.Read(Save(file.ToBytes())).Voxels);
    }

    [Theory]
    [InlineData(0, 7)]
    [InlineData(double.NaN, double.NaN)]
    public void A_slope_of_zero_or_nan_means_no_scaling(double slope, double intercept)
    {
        var image = NiftiFile.Read(Save(new NiftiBytes { Slope = slope, Intercept = intercept }.ToBytes()));

        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), image.Voxels);
    }

    [Fact]
    public void A_mask_stored_over_the_whole_range_of_32_bits_reads_as_zero_and_one()
    {
        // As MATLAB tools write masks: int32 from end to end, slope 2^-32 and intercept a half. 2^31 · 2^-32 + 0.5 = 1.
        var file = new NiftiBytes
        {
            DataType = NiftiDataType.Int32,
            Dim = [3, 2, 1, 1, 1, 1, 1, 1],
            Slope = 2.3283064365386963e-10,
            Intercept = 0.5,
            Voxels = [int.MinValue, 2147483520],
        };

        var path = Save(file.ToGzip());

        Assert.Equal([0, 1], NiftiFile.ReadMask(path).Voxels);
        Assert.Equal([0, 1], NiftiFile.ReadLabels(path).Voxels);
    }

    [Fact]
    public void Four_dimensions_with_one_volume_are_one_volume()
    {
        // What lies beyond dim[0] is not used.
        var image = NiftiFile.Read(Save(new NiftiBytes { Dim = [5, 2, 3, 4, 1, 1, 9, 9] }.ToBytes()));

        Assert.Equal(new Size3(2, 3, 4), image.Size);
    }

    [Fact]
    public void Extensions_between_header_and_voxels_are_skipped()
    {
        byte[] extension = [1, 0, 0, 0, 32, 0, 0, 0, 6, 0, 0, 0, .. "a comment of a scanner."u8, 0];

        var file = new NiftiBytes { Extension = extension };

        Assert.Equal(23, NiftiFile.Read(Save(file.ToBytes()))[1, 2, 3]);
        Assert.Equal(23, NiftiFile.Read(Save(file.ToGzip()))[1, 2, 3]);
    }

    [Fact]
    public void The_content_decides_whether_it_is_compressed_not_the_name()
    {
        Assert.Equal(23, NiftiFile.Read(Save(new NiftiBytes().ToGzip(), "packed.nii"))[1, 2, 3]);
        Assert.Equal(23, NiftiFile.Read(Save(new NiftiBytes().ToBytes(), "plain.nii.gz"))[1, 2, 3]);
    }

    [Fact]
    public void Gzip_in_several_members_is_one_file()
    {
        var content = new NiftiBytes().ToBytes();

        var path = Save([.. NiftiBytes.Gzip(content[..100]), .. NiftiBytes.Gzip(content[100..])]);

        Assert.Equal(23, NiftiFile.Read(path)[1, 2, 3]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Texts_of_the_header_are_read(int version)
    {
        var file = new NiftiBytes { Version = version, Description = "T1 post contrast", IntentName = "probability" };

        var header = NiftiFile.ReadHeader(Save(file.ToBytes()));

        Assert.Equal(("T1 post contrast", "probability"), (header.Description, header.IntentName));
    }

    [Fact]
    public void A_label_map_is_read_as_whole_numbers_and_as_the_union_of_its_labels()
    {
        var file = new NiftiBytes { DataType = NiftiDataType.Float32, Voxels = [.. Enumerable.Range(0, 24).Select(i => i % 5 * 0.9999)] };

        var path = Save(file.ToBytes());

        Assert.Equal(Enumerable.Range(0, 24).Select(i => i % 5), NiftiFile.ReadLabels(path).Voxels);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)(i % 5 == 0 ? 0 : 1)), NiftiFile.ReadMask(path).Voxels);
    }

    [Fact]
    public void A_large_label_keeps_every_digit()
    {
        // 2^24 + 1 is the first whole number that 32-bit floating point cannot hold.
        var file = new NiftiBytes { DataType = NiftiDataType.Int32, Dim = [3, 2, 1, 1, 1, 1, 1, 1], Voxels = [16777217, int.MaxValue] };

        var path = Save(file.ToBytes());

        Assert.Equal([16777217, int.MaxValue], NiftiFile.ReadLabels(path).Voxels);
    }

    [Fact]
    public void A_volume_of_more_than_one_chunk_is_whole()
    {
        var values = Enumerable.Range(0, 50 * 50 * 41).Select(i => (double)(i % 30011)).ToArray();

        var path = Save(new NiftiBytes { Dim = [3, 50, 50, 41, 1, 1, 1, 1], Voxels = values, IsBigEndian = true }.ToGzip());

        Assert.Equal(values.Select(v => (float)v), NiftiFile.Read(path).Voxels);
        Assert.Equal(values.Select(v => (int)v), NiftiFile.ReadLabels(path).Voxels);
    }

    /// <summary>The ends of the range and what lies about zero; of 64 bits what a double holds exactly.</summary>
    private static double[] Extremes(NiftiDataType type) => type switch
    {
        NiftiDataType.UInt8 => [0, 1, 127, 128, 255],
        NiftiDataType.Int8 => [-128, -1, 0, 1, 127],
        NiftiDataType.Int16 => [short.MinValue, -1, 0, 256, short.MaxValue],
        NiftiDataType.UInt16 => [0, 1, 256, 32768, ushort.MaxValue],
        NiftiDataType.Int32 => [int.MinValue, -1, 0, 65536, 2147483520],
        NiftiDataType.UInt32 => [0, 1, 65536, 2147483648, 4294967040],
        NiftiDataType.Int64 => [long.MinValue, -1, 0, 1L << 40, 1L << 62],
        NiftiDataType.UInt64 => [0, 1, 1L << 40, 9223372036854775808, 1.8446742974197924e19],
        _ => [-1.5, 0, 3.25, 1e-30, 3e38],
    };

    private string Save(byte[] bytes, string name = "image.nii")
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
