using BenchmarkDotNet.Attributes;
using BrainMets.Imaging;
using BrainMets.Measurements;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;

namespace BrainMets.Benchmarks;

/// <summary>
/// The loops over voxels that are neither network nor file, each on a whole adult brain (that of 'bench/run inference'). Results:
/// bench/results/kernels.md.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[WarmupCount(2)]
[IterationCount(9)]
[InvocationCount(invocationCount: 1, unrollFactor: 1)]
public class Kernels
{
    // Static: the class that BenchmarkDotNet makes has no owner who would dispose it. All are made before the first measurement.
    private static PreparedCase prepared = null!;
    private static CaseImages scan = null!;
    private static PatchSampler sampler = null!;
    private static BatchArrays batch = null!;

    [GlobalSetup]
    public void MakeBrain()
    {
        var model = new DeepMedicOptions();
        scan = BenchmarkBrain.Scan(1);
        prepared = Preprocessor.Prepare(scan, new PreprocessingOptions());
        sampler = new PatchSampler([new SamplingCase(prepared, model.ContextFactors, model.ContextPool)], new SamplingOptions(), 1);
        batch = new BatchArrays(10, model.SegmentFor(new Size3(19, 19, 19)));
    }

    [Benchmark]
    public int Components() => ConnectedComponents.Label(prepared.Brain, Connectivity.Corners26).Count;

    [Benchmark]
    public Volume<double> Distances() => DistanceTransform.SquaredMm(prepared.Brain);

    [Benchmark]
    public Volume<float> ToWorkingGrid() =>
        WorkingGrid.Resample(scan.T1c, WorkingGrid.Covering(scan.T1c.Geometry, new PreprocessingOptions().Spacing));

    [Benchmark]
    public Volume<float> BackToSourceGrid() => SourceGrid.Restore(prepared.Image, prepared.Source);

    /// <summary>Ten segments of 37 voxels a side, with those of the context pathways and the labels.</summary>
    [Benchmark]
    public int DrawBatch()
    {
        sampler.Fill(batch, 0, 0, CancellationToken.None);
        return batch.Count;
    }
}
