using BrainMets.Measurements;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Measurements;

/// <summary>The benchmarks run, count what they say they count, and leave undefined what was not measured. Times are not judged.</summary>
[Slow(10)]
public sealed class BenchmarkTests
{
    private static readonly RunContext Context = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    [Fact]
    public void Inference_is_timed_in_both_ways_on_the_same_brain()
    {
        using var folder = new TemporaryFolder();
        using var network = Mini(folder);
        var prepared = MiniCases.Prepared("a", 1);

        var times = InferenceBenchmark.Run(
            network, prepared, new InferenceBenchmarkOptions { Runs = 2, ExportFolder = folder.Path }, Context);

        Assert.True(times.PublishedSeconds > 0 && times.FastSeconds > 0);
        Assert.Equal(times.PublishedSeconds / times.FastSeconds, times.Ratio);
        Assert.Equal(times.FastSeconds, times.FastFp32Seconds);
        Assert.Null(times.MaxProbabilityDifference); // float32 beside float32
        Assert.Equal(prepared.Brain.Voxels.Count(v => v != 0), times.BrainVoxels);
        Assert.Equal([1, 1, 1.5], times.SpacingMm);
        Assert.True(times.PeakMemoryMiB is null or > 50);
        Assert.True(times.PeakMemoryMiB is null || times.PeakMemoryMiB >= times.MemoryBeforeMiB);
        Assert.Equal(prepared.Image.Voxels, NiftiFile.Read(Path.Combine(folder.Path, "image.nii")).Voxels);
        Assert.Contains(NiftiFile.Read(Path.Combine(folder.Path, "probability.nii")).Voxels, p => p > 0);
    }

    [Fact]
    public void Without_the_published_way_its_time_and_the_ratio_are_undefined()
    {
        using var folder = new TemporaryFolder();
        using var network = Mini(folder);
        var context = Context with { Compute = new Compute("cpu", Precision.Bf16) };

        var times = InferenceBenchmark.Run(
            network, MiniCases.Prepared("a", 1), new InferenceBenchmarkOptions { SkipPublished = true }, context);

        Assert.Null(times.PublishedSeconds);
        Assert.Null(times.Ratio);
        Assert.InRange(Assert.NotNull(times.MaxProbabilityDifference), 1e-7, 0.5);
    }

    [Fact]
    public void A_scan_without_brain_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var network = Mini(folder);
        var prepared = MiniCases.Prepared("a", 1);
        var empty = prepared with { Brain = prepared.Brain.Map(_ => (byte)0) };

        Assert.Throws<InvalidInputException>(() => InferenceBenchmark.Run(network, empty, new InferenceBenchmarkOptions(), Context));
    }

    [Fact]
    public void Training_is_timed_in_both_precisions()
    {
        var times = TrainingBenchmark.Run(MiniConfig.Experiment, MiniCases.Prepared("a", 1), 2, Context);

        Assert.True(times.Fp32SegmentsPerSecond > 0 && times.Bf16SegmentsPerSecond > 0);
        Assert.Equal(1000 * 4 / times.Fp32SegmentsPerSecond, times.StepMilliseconds, 1e-6); // Float32 was chosen; 4 segments a step.
        Assert.Equal((6, 4, 9), (times.Steps, times.BatchSize, times.OutputSize));
        Assert.Equal(3, times.BlockRatios.Count);
        Assert.True(times.SamplerMilliseconds > 0);
        Assert.InRange(times.SamplerWaitShare, 0, 1);
    }

    [Fact]
    public void Scaling_gives_a_curve_for_each_thing_that_grows()
    {
        using var folder = new TemporaryFolder();
        var options = new ScalingOptions { Model = MiniFile(folder), Coarsening = 1.5, MaskSide = 200, MostCases = 27, Times = 1 };

        var times = ScalingBenchmark.Run(options, 1, Context);

        Assert.Equal(
            ["voxels of the scan", "brain voxels", "voxels of the scan", "voxels of the prepared grid", "lesions", "cases", "threads"],
                times.Curves.Select(c => c.Quantity));
        Assert.All(times.Curves, c => Assert.Equal(c.Points.OrderBy(p => p.Quantity), c.Points));
        Assert.All(times.Curves.Take(6), c => Assert.NotNull(c.Exponent));
        Assert.Equal([10, 30, 100, 300], times.Curves[4].Points.Select(p => p.Quantity));
        Assert.Equal([1, 3, 9, 27], times.Curves[5].Points.Select(p => p.Quantity));
        // Only one thread was given; threads that wait for each other stand still on a busy machine.
        Assert.Equal([1], times.Curves[6].Points.Select(p => p.Quantity));
        Assert.Null(times.Curves[6].Exponent);
    }

    [Fact]
    public void The_published_tiling_is_not_compared_with_for_another_network()
    {
        using var network = BenchmarkNetwork.Load("unet", 1, "cpu");

        var error = Assert.Throws<InvalidInputException>(() => network.DeepMedic);

        Assert.Contains("is a network of kind \"unet\"; the published tiling", error.Message, StringComparison.Ordinal);
    }

    private static BenchmarkNetwork Mini(TemporaryFolder folder) => BenchmarkNetwork.Load(MiniFile(folder), 1, "cpu");

    private static string MiniFile(TemporaryFolder folder)
    {
        var file = folder.File("mini.safetensors");
        using var model = new DeepMedic(MiniConfig.Model);
        ModelFile.Write(file, model, new Dictionary<string, string> { [TrainedConfig.Key] = ConfigFile.ToJson(MiniConfig.Experiment) });
        return file;
    }
}
