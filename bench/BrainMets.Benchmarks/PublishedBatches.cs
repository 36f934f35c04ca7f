using BenchmarkDotNet.Attributes;
using BrainMets.Imaging;
using BrainMets.Measurements;
using BrainMets.Model;
using BrainMets.Preprocessing;

namespace BrainMets.Benchmarks;

/// <summary>
/// Ten tiles of the published scheme with the paper's network, one by one and in one batch: which size the yardstick should have. Results:
/// bench/results/inference.md.
/// </summary>
[InProcess]
[MinColumn]
[MedianColumn]
[WarmupCount(1)]
[IterationCount(3)]
[InvocationCount(invocationCount: 1, unrollFactor: 1)]
public class PublishedBatches
{
    private static readonly DeepMedic Model = new(new DeepMedicOptions());
    private PreparedCase _prepared = null!; // Made before the first measurement.

    [Params(1, 10)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public void MakeNoise()
    {
        TorchRuntime.Configure(Environment.ProcessorCount);
        var random = new Random(1);
        var grid = new VolumeGeometry(new Size3(135, 54, 27), Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var image = new Volume<float>(grid).Map(_ => (float)random.NextDouble());
        _prepared = new PreparedCase { CaseId = "noise", Patient = "noise", Image = image, Brain = image.Map(_ => (byte)1), Source = grid };
    }

    [Benchmark]
    public Volume<float> Predict() => new PublishedTiling(Model, "cpu", BatchSize).PredictOnWorkingGrid(_prepared, CancellationToken.None);
}
