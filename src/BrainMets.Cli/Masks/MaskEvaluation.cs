using System.Security.Cryptography;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli.Masks;

/// <summary>Reads the two masks of a case and judges one against the other.</summary>
/// <param name="preset">The matching rules.</param>
/// <param name="threshold">Turns predictions that are probability maps into masks; null when they are masks.</param>
internal sealed class MaskEvaluation(MatchingPreset preset, double? threshold)
{
    private readonly LesionOptions everything = new() { Connectivity = preset.Connectivity };

    /// <exception cref="Imaging.CaseDataException">A file cannot be read, or the two lie on different grids.</exception>
    public CaseEvaluation Evaluate(MaskPair pair)
    {
        var predicted = Predicted(pair);
        var reference = NiftiFile.ReadMaskOn(pair.Reference.MaskPath, predicted.Geometry);
        return Evaluator.Evaluate(LesionFinder.Find(pair.Case, pair.Patient, reference, everything), predicted, preset);
    }

    public static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private LesionSet Predicted(MaskPair pair)
    {
        var path = pair.Prediction.MaskPath;
        return threshold is { } t
            ? LesionFinder.Find(new ProbabilityMap(pair.Case, pair.Patient, NiftiFile.Read(path)), everything with { Threshold = t })
            : LesionFinder.Find(pair.Case, pair.Patient, NiftiFile.ReadMask(path), everything);
    }
}
