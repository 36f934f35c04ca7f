using BrainMets.Cli.Masks;
using BrainMets.Evaluation;
using BrainMets.Evaluation.FreeResponse;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli.Sweeps;

/// <summary>Reads the map of a case once, and judges it at one threshold for the main figures and at all for the sweep.</summary>
internal sealed class MapSweep(MatchingPreset preset, double threshold, FreeResponseOptions options)
{
    private readonly LesionOptions everything = new() { Connectivity = preset.Connectivity };
    private readonly List<MapEvaluation> judged = [];

    /// <exception cref="Imaging.CaseDataException">A file cannot be read, is no probability map, or lies on another grid than its reference.</exception>
    public CaseEvaluation Evaluate(MaskPair pair)
    {
        var map = new ProbabilityMap(pair.Case, pair.Patient, NiftiFile.Read(pair.Prediction.MaskPath));
        var mask = NiftiFile.ReadMaskOn(pair.Reference.MaskPath, map.Probability.Geometry);
        var reference = LesionFinder.Find(pair.Case, pair.Patient, mask, everything);
        var atAll = FreeResponseEvaluator.Evaluate(map, reference, preset, options);
        var atOne = Evaluator.Evaluate(reference, LesionFinder.Find(map, everything with { Threshold = threshold }), preset);
        judged.Add(atAll);
        return atOne;
    }

    /// <summary>The evaluation with what the sweep found over all cases judged so far.</summary>
    public EvaluationResult Complete(EvaluationResult result) => result with { FreeResponse = FreeResponseEvaluator.Summarize(judged, options) };
}
