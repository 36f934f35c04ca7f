using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Experiments;

/// <summary>All that is kept of a case once its maps were looked at: counts at every threshold, findings, and how voxels of lesion and of brain are distributed.</summary>
internal sealed record ScoredValidationCase
{
    /// <summary>Thresholds of outlines that are tried, on the mean before calibration: coarse, as the score is flat there and cases are few.</summary>
    public static readonly IReadOnlyList<double> Outlines = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

    public required string Patient { get; init; }

    /// <summary>Each network by itself.</summary>
    public required IReadOnlyList<MapEvaluation> Networks { get; init; }

    /// <summary>Their mean.</summary>
    public required MapEvaluation Ensemble { get; init; }

    /// <summary>Their mean with outlines from each of <see cref="Outlines"/> on.</summary>
    public required IReadOnlyList<MapEvaluation> Outlined { get; init; }

    /// <summary>Of the mean map, within the brain.</summary>
    public required LogOddsHistogram Voxels { get; init; }

    /// <summary>Looks at one map after the other; no more than one and the sum are in memory.</summary>
    public static ScoredValidationCase Of(Case @case, Func<int, ProbabilityMap> mapOf, int networks, (MatchingPreset Preset, FreeResponseOptions Options) rules)
    {
        var first = mapOf(0);
        var mask = NiftiFile.ReadMaskOn(@case.ReferencePath!, first.Probability.Geometry); // only cases with a reference are judged
        var reference = LesionFinder.Find(@case.Id, @case.Patient, mask, new LesionOptions { Connectivity = rules.Preset.Connectivity });
        var each = new List<MapEvaluation> { FreeResponseEvaluator.Evaluate(first, reference, rules.Preset, rules.Options) };
        var mean = first.Probability;
        for (var network = 1; network < networks; network++)
        {
            var other = mapOf(network);
            each.Add(FreeResponseEvaluator.Evaluate(other, reference, rules.Preset, rules.Options));
            for (var i = 0; i < mean.Voxels.Length; i++)
            {
                mean.Voxels[i] += other.Probability.Voxels[i];
            }
        }

        for (var i = 0; networks > 1 && i < mean.Voxels.Length; i++)
        {
            mean.Voxels[i] /= networks;
        }

        var map = first with { Probability = mean };
        var ensemble = networks == 1 ? each[0] : FreeResponseEvaluator.Evaluate(map, reference, rules.Preset, rules.Options);
        return new ScoredValidationCase
        {
            Patient = @case.Patient,
            Networks = each,
            Ensemble = ensemble,
            Outlined =
            [
                .. Outlines.Select(outline => ensemble with
                {
                    Counts = FreeResponseEvaluator.CountsOf(map, reference, rules.Preset, rules.Options with { OutlineThreshold = outline }),
                }),
            ],
            Voxels = LogOddsHistogram.Of(mean, mask),
        };
    }
}
