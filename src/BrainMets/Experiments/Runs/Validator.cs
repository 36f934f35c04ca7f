using BrainMets.Evaluation;
using BrainMets.Evaluation.Thresholds;
using BrainMets.Experiments.Configuration;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments.Runs;

/// <summary>Judges a network on the validation cases, on their working grid: how good it is at its best threshold, and which that is.</summary>
internal sealed class Validator
{
    /// <summary>Finer near 1 than the default: a network trained on balanced segments overstates lesion, and its best threshold may lie there.</summary>
    private static readonly IReadOnlyList<double> Thresholds = [.. ThresholdSearch.DefaultGrid, 0.97, 0.98, 0.99, 0.995];

    private readonly IReadOnlyList<(PreparedCase Prepared, LesionSet Reference)> cases;
    private readonly MatchingPreset preset;
    private readonly InferenceOptions inference;
    private readonly Compute compute;

    public Validator(IReadOnlyList<PreparedCase> validation, ExperimentConfig config, Compute compute)
    {
        var everything = new LesionOptions { Connectivity = MatchingPreset.Default.Connectivity };
        cases = [.. from prepared in validation
                    let reference = prepared.Reference
                    where reference is not null
                    select (prepared, LesionFinder.Find(prepared.CaseId, prepared.Patient, reference, everything))];

        // Components too small to be reported must not count here either; as the preset has one limit for both sides, references as small are left out too.
        preset = MatchingPreset.Default with { MinVolumeMm3 = Math.Max(MatchingPreset.Default.MinVolumeMm3, config.Lesions.MinVolumeMm3) };
        (inference, this.compute) = (config.Inference, compute);
    }

    public bool HasCases => cases.Count > 0;

    public ThresholdChoice Validate(DeepMedic model, CancellationToken cancellation)
    {
        var predictor = new Predictor(model, compute, inference);
        var maps = cases
            .Select(c => (new ProbabilityMap(c.Prepared.CaseId, c.Prepared.Patient, predictor.PredictOnWorkingGrid(c.Prepared, cancellation)), c.Reference))
            .ToList();
        return ThresholdSearch.Search(maps, preset, Thresholds);
    }
}
