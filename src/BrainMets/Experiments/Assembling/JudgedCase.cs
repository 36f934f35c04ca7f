using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Evaluation.FreeResponse;
using BrainMets.Experiments.Assembling.Calibrating;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Experiments.Assembling;

/// <summary>All that is kept of a case once its maps were looked at: counts at every threshold, findings, and how voxels of lesion and of brain are distributed.</summary>
internal sealed record JudgedCase
{
    public required string Patient { get; init; }

    /// <summary>Each network by itself.</summary>
    public required IReadOnlyList<MapEvaluation> Networks { get; init; }

    /// <summary>Their mean.</summary>
    public required MapEvaluation Ensemble { get; init; }

    /// <summary>Of the mean map, within the brain.</summary>
    public required LogOddsHistogram Voxels { get; init; }

    /// <summary>Looks at one map after the other; no more than one and the sum are in memory.</summary>
    public static JudgedCase Of(Case @case, Func<int, ProbabilityMap> map, int networks, (MatchingPreset Preset, FreeResponseOptions Options) rules)
    {
        var first = map(0);
        var mask = NiftiFile.ReadMaskOn(@case.ReferencePath!, first.Probability.Geometry); // only cases with a reference are judged
        var reference = LesionFinder.Find(@case.Id, @case.Patient, mask, new LesionOptions { Connectivity = rules.Preset.Connectivity });
        var each = new List<MapEvaluation> { FreeResponseEvaluator.Evaluate(first, reference, rules.Preset, rules.Options) };
        var mean = first.Probability;
        for (var network = 1; network < networks; network++)
        {
            var other = map(network);
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

        return new JudgedCase
        {
            Patient = @case.Patient,
            Networks = each,
            Ensemble = networks == 1 ? each[0] : FreeResponseEvaluator.Evaluate(first with { Probability = mean }, reference, rules.Preset, rules.Options),
            Voxels = LogOddsHistogram.Of(mean, mask),
        };
    }
}
