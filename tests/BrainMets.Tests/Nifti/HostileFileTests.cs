using BrainMets.Nifti;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Nifti;

/// <summary>
/// Truncated, corrupt and malicious files: each ends in <see cref="InvalidInputException"/>, and none takes memory it has no claim to.
/// </summary>
public sealed class HostileFileTests : IDisposable
{
    private const long FewBytes = 2_000_000;

    private static readonly NiftiBytes Good = new();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_gzip_file_cut_anywhere_is_refused()
    {
        var whole = Good.ToGzip();

        for (var length = 0; length < whole.Length; length++)
        {
            var path = Save(whole[..length]);
            Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));
        }
    }

    [Fact]
    public void A_plain_file_cut_anywhere_is_refused()
    {
        var whole = Good.ToBytes();

        for (var length = 0; length < whole.Length; length++)
        {
            var path = Save(whole[..length]);
            Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));
        }
    }

    [Fact]
    public void A_flipped_bit_in_a_gzip_file_never_changes_a_voxel_unseen()
    {
        const int GzipHeaderBytes = 10; // time stamp and operating system may say what they like
        var whole = Good.ToGzip();
        var intact = NiftiFile.Read(Save(whole));

        var unseen = 0;
        for (var bit = 8 * GzipHeaderBytes; bit < 8 * whole.Length; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var path = Save(damaged);
            if (Record.Exception(() => Assert.Equal(intact.Voxels, NiftiFile.Read(path).Voxels)) is var error and not InvalidInputException)
            {
                Assert.Null(error);
                unseen++;
            }
        }

        // A copied zero may be copied from another zero: the content, and so its checksum, is the same.
        Assert.InRange(unseen, 0, 20);
    }

    [Fact]
    public void A_whole_gzip_file_is_read_wherever_its_end_falls_in_the_buffer()
    {
        const int BufferBytes = 8192; // of the base library's unpacker
        var random = new Random(2);
        var noise = Enumerable.Range(0, BufferBytes).Select(_ => (double)random.Next(256)).ToArray(); // does not pack
        var lengths = new HashSet<int>();
        for (var count = BufferBytes - 180; count < BufferBytes - 120; count++)
        {
            var file = Good with { DataType = NiftiDataType.UInt8, Dim = [3, count, 1, 1, 1, 1, 1, 1], Voxels = noise[..count] };
            var packed = file.ToGzip();
            lengths.Add(packed.Length);
            Assert.Equal(noise[..count].Select(v => (float)v), NiftiFile.Read(Save(packed)).Voxels);
        }

        Assert.Contains(BufferBytes, lengths);
        Assert.True(lengths.Min() < BufferBytes - 10 && lengths.Max() > BufferBytes + 10, $"{lengths.Min()} to {lengths.Max()} bytes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Bytes_appended_to_a_gzip_file_are_refused(int count)
    {
        var path = Save([.. Good.ToGzip(), .. Enumerable.Range(0, count).Select(i => (byte)(i * 31))]);

        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));

        Assert.Contains("something was appended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_gzip_file_cut_in_its_voxels_is_refused_before_memory_is_taken()
    {
        var random = new Random(1);
        var file = Good with
        {
            Dim = [3, 100, 100, 100, 1, 1, 1, 1],
            DataType = NiftiDataType.UInt8,
            Voxels = [.. Enumerable.Range(0, 1_000_000).Select(_ => (double)random.Next(16))],
        };
        var path = Save(file.ToGzip()[..^5000]);

        var (message, allocated) = Refusal(path);

        Assert.Contains("truncated", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, FewBytes); // the volume alone would be 4,000,000
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_header_that_asks_for_more_than_the_file_holds_is_refused_before_memory_is_taken(bool isGzip)
    {
        var file = Good with { Dim = [3, 800, 800, 800, 1, 1, 1, 1] };

        var (message, allocated) = Refusal(Save(isGzip ? file.ToGzip() : file.ToBytes()));

        Assert.Contains("truncated", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, FewBytes);
    }

    [Slow(3)]
    [Fact]
    public void A_gzip_bomb_behind_a_small_header_is_left_unopened()
    {
        // 200 MB of zeros in 200 kB; only what the header speaks of, and one buffer, is unpacked.
        byte[] bomb = [.. Good.ToBytes(), .. new byte[200_000_000]];

        var (message, allocated) = Refusal(Save(NiftiBytes.Gzip(bomb)));

        Assert.Contains("goes on after the 400 bytes", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, FewBytes);
    }

    [Fact]
    public void A_gzip_bomb_whose_trailer_lies_about_its_length_is_refused()
    {
        var packed = NiftiBytes.Gzip([.. Good.ToBytes(), .. new byte[5_000_000]]);
        BitConverter.TryWriteBytes(packed.AsSpan(packed.Length - 4), 400);

        var (message, allocated) = Refusal(Save(packed));

        Assert.Contains("goes on after the 400 bytes", message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, FewBytes);
    }

    [Fact]
    public void Whatever_stands_in_the_header_the_answer_is_an_image_or_a_refusal() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 2], Gen.Select(Gen.Int[0, 543], Gen.Byte).Array[1, 12]).Sample(
            (isGzip, version, changes) =>
            {
                var bytes = (Good with { Version = version }).ToBytes();
                foreach (var (at, value) in changes)
                {
                    bytes[at % (Good with { Version = version }).HeaderLength] = value;
                }

                var path = Save(isGzip ? NiftiBytes.Gzip(bytes) : bytes);
                try
                {
                    var image = NiftiFile.Read(path);
                    Assert.True(image.Geometry.VoxelToWorld.IsFinite);
                    Assert.All(image.Voxels, v => Assert.True(float.IsFinite(v)));
                }
                catch (InvalidInputException)
                {
                    // as it should
                }
            },
            iter: 500,
            threads: 1);

    private static (string Message, long AllocatedBytes) Refusal(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidInputException>(() => NiftiFile.Read(path));
        return (error.Message, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Save(byte[] bytes)
    {
        var path = folder.File("image.nii.gz");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
