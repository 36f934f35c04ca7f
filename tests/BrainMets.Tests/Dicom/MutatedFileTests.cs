using System.Diagnostics;
using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

/// <summary>
/// Mutated files, many (docs/hostile-files.md): each is read or refused in words, the reader's process bounds its time and memory, and the
/// next file is read.
/// </summary>
[Slow(40)]
public sealed class MutatedFileTests : IDisposable
{
    private const int UsualMutants = 40;
    private const int BetweenLooks = 10;
    private static readonly DicomLimits Short = new() { Time = TimeSpan.FromSeconds(10), MostBytes = 1L << 30 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutants_of_a_file_made_here_are_read_or_refused()
    {
        using var codec = DicomSupport.Codec();
        var source = folder.File("source");
        Directory.CreateDirectory(source);
        new WrittenSeries { Slices = 1 }.Write(codec, source);

        Fuzz("written slice", Directory.GetFiles(source).Single());
    }

    [Theory]
    [InlineData("dicom-vendors/dicom.tar.xz", "ge/anatomical/001/IM-0001-0112-0001.dcm")]
    [InlineData("dicom-vendors/dicom.tar.xz", "generic/compressed_j2k/001/IM-0001-0001-0001.dcm")]
    [InlineData("dicom-vendors/dicom.tar.xz", "generic/compressed_rle/001/IM-0001-0001-0001.dcm")]
    [InlineData("dicom-vendors/dicom.tar.xz", "philips_enhanced/anatomical/001/IM-0001-0170-0001.dcm")]
    [InlineData("dicom-vendors/dicom.tar.xz", "siemens_multiframe/anatomical/001/IM-0001-0001-0001.dcm")]
    [InlineData("seg-ct", "highdicom/seg_image_ct_binary_overlap.dcm")]
    [InlineData("seg-ct", "liver.dcm")]
    [InlineData("rtstruct-ct", "rt.dcm")]
    [InlineData("rtstruct-ct", "invalid_reference_rt.dcm")]
    public void Mutants_of_a_real_file_are_read_or_refused(string where, string name)
    {
        var root = where.EndsWith(".xz", StringComparison.Ordinal) ? Archive.Unpack(where.Split('/')) : TestData.Path(where);

        Fuzz(name, Path.Combine([root, .. name.Split('/')]));
    }

    private void Fuzz(string name, string source)
    {
        Assert.SkipUnless(DicomCodec.IsAvailable, "This build has no DICOM reader (libgdcm-cil was not there).");
        var whole = File.ReadAllBytes(source);
        var run = new FuzzRun(name);
        var clock = Stopwatch.StartNew();
        var count = FuzzRun.Count(UsualMutants);
        var mutants = folder.File("mutants");
        Directory.CreateDirectory(mutants);
        using var codec = new DicomCodec(Short);
        for (var seed = 0; seed < count; seed++)
        {
            var (bytes, kind) = DicomMutation.Of(whole, new Random(seed));
            var path = Path.Combine(mutants, "mutant.dcm");
            File.WriteAllBytes(path, bytes);
            run.Kind(kind);
            if (One(run, seed, bytes.Length, "header", () => codec.ReadHeader(path)) is not null)
            {
                One(run, seed, bytes.Length, "series", () => Series(codec));
                One(run, seed, bytes.Length, "copy", () => Deidentified(codec));
            }

            One(run, seed, bytes.Length, "pixels", () => codec.ReadPixels(path));
            if (seed % BetweenLooks == BetweenLooks - 1)
            {
                run.Child(Children.LargestPeakBytes());
            }
        }

        Assert.NotEqual(0, codec.ReadHeader(source).Count);
        run.Conclude(count, clock.Elapsed);
    }

    /// <summary>As a prediction would: scan, choose, read.</summary>
    private ImageSeries Series(DicomCodec codec)
    {
        var scan = FolderScan.Scan(codec, folder.File("mutants"), null, TestContext.Current.CancellationToken);
        var chosen = SeriesSelection.Choose(scan, scan.Series.Count > 0 ? scan.Series[0].SeriesUid : null);
        return SeriesVolume.Read(codec, chosen.Series, TestContext.Current.CancellationToken);
    }

    private DeidentifiedFolder Deidentified(DicomCodec codec)
    {
        File.Delete(folder.File("key.json"));
        var result = FolderDeidentification.Run(codec, new DeidentificationOptions
        {
            Source = folder.File("mutants"),
            Output = folder.File("copies"),
            KeyFile = folder.File("key.json"),
        });
        return result.Failures.Count == 0 ? result : throw new DicomFileException(result.Failures[0].Reason);
    }

    private static object? One(FuzzRun run, int seed, long fileBytes, string what, Func<object> read)
    {
        var clock = Stopwatch.StartNew();
        object? result = null;
        var allocated = run.Measure(() =>
        {
            try
            {
                result = read();
                run.Outcome($"{what} read");
            }
            catch (Exception error) when (error is DicomFileException or InvalidInputException)
            {
                run.Outcome($"{what} {How(error.Message)}");
            }
            catch (Exception error)                                 // what this test looks for
            {
                run.Outcome(error.GetType().Name);
                run.Fault(seed, error.ToString());
            }
        });

        // Pixels that were decoded arrive in a buffer that doubles; how far compressed ones may grow is known only when they are decoded.
        var pixels = result switch
        {
            PixelData decoded => 4 * decoded.Bytes.LongLength,
            ImageSeries series => 12 * series.Volume.Voxels.LongLength,
            _ => 0
        };
        if (allocated > DicomLimits.FileAllowance(fileBytes) + pixels)
        {
            run.Fault(seed, $"{what}: {allocated:N0} bytes allocated here for a file of {fileBytes:N0}");
        }

        if (clock.Elapsed > Short.Time + TimeSpan.FromSeconds(5))
        {
            run.Fault(seed, $"{what}: took {clock.Elapsed.TotalSeconds:0.0} s");
        }

        return result;
    }

    private static string How(string message) =>
        message.Contains("longer than", StringComparison.Ordinal) && message.Contains("stopped", StringComparison.Ordinal)
            ? "stopped for time"
        : message.Contains("was stopped", StringComparison.Ordinal) ? "stopped for memory"
        : message.Contains("ended with code", StringComparison.Ordinal) ? "ended the child"
        : message.Contains("no proper answer", StringComparison.Ordinal) ? "no proper answer"
        : "refused";
}
