using System.Diagnostics;
using System.IO.Compression;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Nifti;

/// <summary>
/// Mutated files, many (docs/hostile-files.md): an image or a refusal, soon, without memory that the file does not warrant.
/// </summary>
[Slow(5)]
public sealed class MutatedFileTests : IDisposable
{
    private const int UsualMutants = 150;
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutants_of_a_file_made_here_are_read_or_refused() => Fuzz("small NIfTI", new NiftiBytes().ToBytes());

    [Theory]
    [InlineData("ge/anatomical")]
    [InlineData("siemens_multiframe/anatomical")]
    public void Mutants_of_a_real_file_are_read_or_refused(string name)
    {
        var path = Path.Combine([Archive.Unpack("dicom-vendors", "dicom.tar.xz"), .. name.Split('/'), "001_ground_truth.nii.gz"]);

        Fuzz(name, Unpacked(path));
    }

    private static byte[] Unpacked(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    private void Fuzz(string name, byte[] whole)
    {
        var run = new FuzzRun(name);
        var clock = Stopwatch.StartNew();
        var count = FuzzRun.Count(UsualMutants);
        for (var seed = 0; seed < count; seed++)
        {
            var (bytes, kind, unpackedBytes) = NiftiMutation.Of(whole, Pack, new Random(seed));
            var path = folder.File("image.nii.gz");
            File.WriteAllBytes(path, bytes);
            run.Kind(kind);
            One(run, seed, path, Math.Max(bytes.Length, unpackedBytes));
        }

        run.Conclude(count, clock.Elapsed);
    }

    private static void One(FuzzRun run, int seed, string path, long holdsBytes)
    {
        var started = Stopwatch.StartNew();
        long voxels = 0;
        var allocated = run.Measure(() =>
        {
            try
            {
                voxels = NiftiFile.Read(path).Voxels.LongLength;
                run.Outcome("read");
            }
            catch (InvalidInputException)
            {
                run.Outcome("refused");
            }
            catch (Exception error)                                 // what this test looks for
            {
                run.Outcome(error.GetType().Name);
                run.Fault(seed, error.ToString());
            }
        });

        // What was read may be held as float32; before that, and for what is refused, the bytes that are there decide.
        if (allocated > (4 * Math.Max(holdsBytes, voxels)) + (64L << 20))
        {
            run.Fault(seed, $"{allocated:N0} bytes allocated for {holdsBytes:N0}");
        }

        if (started.Elapsed > LongestTime)
        {
            run.Fault(seed, $"took {started.Elapsed.TotalSeconds:0.0} s");
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
