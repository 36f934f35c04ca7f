using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli;

/// <summary>Judges the probability maps of all cases at all thresholds; the main figures stay those of one.</summary>
internal sealed class MapSweep(MatchingPreset preset, double threshold, FreeResponseOptions options)
{
    private readonly List<MapEvaluation> judged = [];

    /// <summary>The threshold of the main figures.</summary>
    public double Threshold => threshold;

    /// <summary>From which probability on everything is outlined; null for the threshold.</summary>
    public double? OutlineThreshold => options.OutlineThreshold;

    /// <exception cref="InvalidInputException">A file cannot be read, is no probability map, or lies on another grid than its reference.</exception>
    public void Add(MaskPair pair)
    {
        var map = new ProbabilityMap(pair.Case, pair.Patient, NiftiFile.Read(pair.Prediction.MaskPath));
        var mask = NiftiFile.ReadMaskOn(pair.Reference.MaskPath, map.Probability.Geometry);
        var reference = LesionFinder.Find(pair.Case, pair.Patient, mask, new LesionOptions { Connectivity = preset.Connectivity });
        judged.Add(FreeResponseEvaluator.Evaluate(map, reference, preset, options));
    }

    /// <summary>What the sweep found over all cases judged so far.</summary>
    public FreeResponseResult Result() => FreeResponseEvaluator.Summarize(judged, options);
}
