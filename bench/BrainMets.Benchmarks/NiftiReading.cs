using BenchmarkDotNet.Attributes;
using BrainMets.Imaging;
using BrainMets.Nifti;

namespace BrainMets.Benchmarks;

/// <summary>
/// Reads one .nii.gz as float32, whole: unpacking, checksum, conversion and the search for voxels that are not finite. The file is the one
/// that BRAINMETS_BENCH_NIFTI names, so that another reader can be timed on the same; without it a head-sized int16 image of a smooth
/// ellipsoid in noise is made. Results: bench/results/nifti-read.md.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[WarmupCount(5)]
[IterationCount(25)]
[InvocationCount(invocationCount: 1, unrollFactor: 1)]
public class NiftiReading
{
    private string _path = "";

    [GlobalSetup]
    public void MakeFile()
    {
        if (Environment.GetEnvironmentVariable("BRAINMETS_BENCH_NIFTI") is { Length: > 0 } named)
        {
            _path = named;
            return;
        }

        _path = Path.Combine(Path.GetTempPath(), "brainmets-bench.nii.gz");
        NiftiFile.Write(Head(new Random(1)), _path);
    }

    [Benchmark]
    public float[] Read() => NiftiFile.Read(_path).Voxels;

    private static Volume<short> Head(Random random)
    {
        var size = new Size3(240, 240, 155);
        var image = new Volume<short>(new VolumeGeometry(size, Affine.FromSpacing(new SpacingMm(1, 1, 1))));
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = size.Position(i);
            var (u, v, w) = ((x - 120) / 96.0, (y - 120) / 96.0, (z - 77) / 62.0);
            var smooth = (u * u) + (v * v) + (w * w) < 1 ? 500 + (150 * Math.Sin(4 * u) * Math.Cos(5 * v) * Math.Sin(3 * w)) : 0;
            var noise = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            image.Voxels[i] = (short)Math.Abs(smooth + (noise * (smooth > 0 ? 20 : 4)));
        }

        return image;
    }
}
