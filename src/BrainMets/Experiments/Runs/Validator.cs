using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// Judges a network on the validation cases, on their working grid: how good it is at its best threshold, and which that is. Cases are read, predicted and judged a
/// few at a time, and nothing of them is kept: finding the reference's lesions again takes far less than predicting.
/// </summary>
internal sealed class Validator
{
    /// <summary>Finer near 1 than the default: a network trained on balanced segments overstates lesion, and its best threshold may lie there.</summary>
    private static readonly IReadOnlyList<double> Thresholds = [.. ThresholdSearch.DefaultGrid, 0.97, 0.98, 0.99, 0.995];

    private static readonly LesionOptions Everything = new() { Connectivity = MatchingPreset.Default.Connectivity };

    private readonly IReadOnlyList<StoredCase> cases;
    private readonly MatchingPreset preset;
    private readonly InferenceOptions inference;
    private readonly Compute compute;

    /// <param name="validation">Stay the caller's, who disposes them after the last validation.</param>
    /// <param name="config">How to predict, and what is too small to count.</param>
    /// <param name="compute">Where.</param>
    public Validator(IReadOnlyList<StoredCase> validation, ModelConfig config, Compute compute)
    {
        cases = [.. validation.Where(c => c.Reference is not null)];

        // Components too small to be reported must not count here either; as the preset has one limit for both sides, references as small are left out too.
        preset = MatchingPreset.Default with { MinVolumeMm3 = Math.Max(MatchingPreset.Default.MinVolumeMm3, config.Lesions.MinVolumeMm3) };
        (inference, this.compute) = (config.Inference, compute);
    }

    public bool HasCases => cases.Count > 0;

    public ThresholdChoice Validate(DeepMedic model, CancellationToken cancellation)
    {
        var predictor = new Predictor(model, compute, inference);
        return ThresholdSearch.Search(cases.Select(c => Predict(c, predictor, cancellation)), preset, Thresholds);
    }

    private static (ProbabilityMap Map, LesionSet Reference) Predict(StoredCase stored, Predictor predictor, CancellationToken cancellation)
    {
        var prepared = stored.Load();
        var map = new ProbabilityMap(prepared.CaseId, prepared.Patient, predictor.PredictOnWorkingGrid(prepared, cancellation));
        return (map, LesionFinder.Find(prepared.CaseId, prepared.Patient, prepared.Reference!, Everything)); // Cases without a reference were left out.
    }
}
