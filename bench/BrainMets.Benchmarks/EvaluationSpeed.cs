using BenchmarkDotNet.Attributes;
using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Benchmarks;

/// <summary>
/// Judges one case of 240 x 240 x 155 voxels with 150 reference and 150 predicted lesions: from two masks in memory to all lesion figures,
/// distances included. BRAINMETS_BENCH_MASKS names a folder to write the two masks to, so that another program can be timed on the same.
/// Results: bench/results/evaluation.md.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[WarmupCount(2)]
[IterationCount(9)]
[InvocationCount(invocationCount: 1, unrollFactor: 1)]
public class EvaluationSpeed
{
    private static readonly VolumeGeometry Grid = new(new Size3(240, 240, 155), Affine.FromSpacing(new SpacingMm(1, 1, 1)));

    private Volume<byte> _reference = new(Grid);
    private Volume<byte> _predicted = new(Grid);

    [GlobalSetup]
    public void MakeMasks()
    {
        (_reference, _predicted) = Masks(new Random(1), 150);
        if (Environment.GetEnvironmentVariable("BRAINMETS_BENCH_MASKS") is { Length: > 0 } folder)
        {
            NiftiFile.Write(_reference, Path.Combine(folder, "reference.nii.gz"));
            NiftiFile.Write(_predicted, Path.Combine(folder, "prediction.nii.gz"));
        }
    }

    [Benchmark(Baseline = true)]
    public CaseEvaluation Default() => Evaluator.Evaluate(Lesions(_reference), Lesions(_predicted), MatchingPreset.Default);

    [Benchmark]
    public CaseEvaluation Brats2024() => Evaluator.Evaluate(Lesions(_reference), Lesions(_predicted), MatchingPresets.Brats2024);

    [Benchmark]
    public IReadOnlyList<CaseEvaluation> EveryPreset() => MatchingSensitivityAnalysis.Evaluate(Lesions(_reference), Lesions(_predicted));

    private static LesionSet Lesions(Volume<byte> mask) => LesionFinder.Find("bench", "bench", mask, new LesionOptions());

    /// <summary>
    /// Balls of 2 to 11 mm radius on a lattice, so that none touch; predictions are shifted a little and of another size.
    /// </summary>
    private static (Volume<byte> Reference, Volume<byte> Predicted) Masks(Random random, int lesions)
    {
        var (reference, predicted) = (new Volume<byte>(Grid), new Volume<byte>(Grid));
        var sites = (from z in Enumerable.Range(0, 5) from y in Enumerable.Range(0, 7) from x in Enumerable.Range(0, 7) select (x, y, z))
            .OrderBy(_ => random.Next()).Take(lesions);
        foreach (var (x, y, z) in sites)
        {
            var (cx, cy, cz) = (24 + (32 * x), 24 + (32 * y), 17 + (30 * z));
            var radius = 2 + (9 * Math.Pow(random.NextDouble(), 2));
            Ball(reference, new VoxelIndex(cx, cy, cz), radius);
            Ball(predicted, new VoxelIndex(cx + random.Next(-1, 2), cy + random.Next(-1, 2), cz + random.Next(-1, 2)),
                radius * (0.85 + (0.3 * random.NextDouble())));
        }

        return (reference, predicted);
    }

    private static void Ball(Volume<byte> mask, VoxelIndex centre, double radius)
    {
        var reach = (int)Math.Ceiling(radius);
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                {
                    if ((x * x) + (y * y) + (z * z) <= radius * radius)
                    {
                        mask[centre.X + x, centre.Y + y, centre.Z + z] = 1;
                    }
                }
            }
        }
    }
}
