using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Statistics;
using BrainMets.Training;

namespace BrainMets.Tests.Reporting;

/// <summary>
/// A finished run on synthetic heads, with files on disk: lesions found, missed, invented and merged, on an upright and on an oblique grid.
/// </summary>
internal static class SyntheticRun
{
    private static readonly (Ball Reference, Ball? Prediction)[] Found =
    [
        (new Ball(new PointMm(-30, 40, 10), 9), new Ball(new PointMm(-29, 41, 10), 8.6)),
        (new Ball(new PointMm(40, -20, -16), 5), new Ball(new PointMm(41, -19, -16), 5.6)),
        (new Ball(new PointMm(-12, -50, 20), 3), null),
        (new Ball(new PointMm(10, 20, 30), 2.4), new Ball(new PointMm(10, 20, 31), 3)),
    ];

    private static readonly Ball[] Invented = [new(new PointMm(0, -62, -6), 4), new(new PointMm(48, 18, 20), 2.5)];

    /// <summary>Writes the images of two cases into <paramref name="folder"/> and returns a complete summary.</summary>
    public static RunSummary Write(string folder)
    {
        var cases = new List<RunCase>();
        var evaluations = new List<CaseEvaluation>();
        foreach (var (id, grid) in new[] { ("site-c-001", SyntheticHead.UprightGrid()), ("site-c-002", SyntheticHead.ObliqueGrid()) })
        {
            var reference = SyntheticHead.Mask(grid, Found.Select(f => f.Reference));
            var prediction = SyntheticHead.Mask(grid, [.. Found.Select(f => f.Prediction).OfType<Ball>(), .. Invented]);
            string Path(string name) => System.IO.Path.Combine(folder, $"{id}-{name}.nii.gz");
            NiftiFile.Write(SyntheticHead.T1c(grid, [.. Found.Select(f => f.Reference)], 7), Path("t1c"));
            NiftiFile.Write(reference, Path("reference"));
            NiftiFile.Write(prediction, Path("prediction"));
            cases.Add(new RunCase(id, $"patient-{id[^1]}", Path("t1c"), Path("reference"), Path("prediction"), null));
            LesionSet Split(Volume<byte> mask) => LesionFinder.Find(id, cases[^1].Patient, mask, new LesionOptions());
            evaluations.Add(Evaluator.Evaluate(Split(reference), Split(prediction), MatchingPreset.Default));
        }

        return new RunSummary
        {
            Title = "Demo: three synthetic sites",
            Folder = folder,
            Provenance = new Provenance
            {
                Version = "0.1.0",
                Commit = "57d7bf4",
                Seed = 1,
                Device = "cpu (2 cores)",
                Precision = "bf16",
                Threads = 2,
                WeightsSha256 = new string('a', 64),
                InputSha256 = new Dictionary<string, string> { ["site-c-001"] = new('b', 64), ["site-c-002"] = new('c', 64) },
            },
            ConfigJson = "{\n  \"preset\": \"compact\",\n  \"alpha\": 0.5\n}",
            Description =
                "Trained on 40 synthetic cases of sites A and B with alpha 0.5.\nTested on 2 cases of site C, which the network never saw.",
            Epochs = Epochs(12),
            Threshold = 0.62,
            Evaluation = Evaluator.Summarize(evaluations, MatchingPreset.Default, new SummaryOptions { Resamples = 200 }),
            Cases = cases,
            Seconds = new Dictionary<string, double>
            {
                ["phantoms"] = 61.2,
                ["prepare"] = 30,
                ["train"] = 303,
                ["predict"] = 44,
                ["evaluate"] = 3.3,
            },
        };
    }

    public static List<EpochSummary> Epochs(int count) =>
    [
        .. Enumerable.Range(1, count).Select(e => new EpochSummary
        {
            Epoch = e, Steps = 100 * e, LearningRate = 0.001, Loss = 0.1 + (0.9 / e), CrossEntropy = 0.05 + (0.5 / e),
                Vss = 0.15 + (1.2 / e), Seconds = 25,
            ValidationF1 = e % 3 == 0 ? 0.9 - (0.6 / e) : null, ValidationSensitivity = e % 3 == 0 ? 0.93 - (0.2 / e) : null,
            ValidationPrecision = e % 3 == 0 ? 0.9 - (0.9 / e) : null, ValidationThreshold = e % 3 == 0 ? 0.6 : null,
        }),
    ];

    public static List<VolumeBin> Bins()
    {
        double?[] edges = [null, 50, 100, 400, 1000, null];
        int[] reference = [2, 5, 12, 0, 30], found = [0, 3, 10, 0, 30], predicted = [6, 4, 13, 1, 31];
        return
        [
            .. Enumerable.Range(0, 5).Select(i => new VolumeBin(
                edges[i], edges[i + 1], reference[i], found[i], predicted[i], predicted[i] - found[i],
                Wilson(found[i], reference[i]), Wilson(found[i], predicted[i]), reference[i] == 0
                    ? null
                    : 2.0 * found[i] / (reference[i] + predicted[i]))),
        ];
    }

    private static Estimate Wilson(int count, int of)
    {
        if (of == 0)
        {
            return new Estimate(null, null, null, 0, 0);
        }

        const double z = 1.959964;
        var p = (double)count / of;
        var middle = (p + (z * z / (2 * of))) / (1 + (z * z / of));
        var half = z / (1 + (z * z / of)) * Math.Sqrt((p * (1 - p) / of) + (z * z / (4.0 * of * of)));
        return new Estimate(p, middle - half, middle + half, of, 0);
    }
}
