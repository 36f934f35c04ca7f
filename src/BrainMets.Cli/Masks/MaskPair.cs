using BrainMets.Imaging;

namespace BrainMets.Cli;

/// <summary>The reference and the prediction of one case.</summary>
internal sealed record MaskPair(CaseMask Reference, CaseMask Prediction)
{
    public string Case => Reference.Case;

    /// <summary>Without a data set nobody tells which scans are of one patient, so each case counts as a patient of its own.</summary>
    public string Patient => Reference.Patient ?? Prediction.Patient ?? Case;

    /// <summary>Pairs by case; a file given by itself is paired with the only mask of the other side, whatever their names.</summary>
    /// <exception cref="InvalidInputException">A case is on one side only and that is not allowed, or no case is on both.</exception>
    public static IReadOnlyList<MaskPair> Of(MaskSet references, MaskSet predictions, bool allowMissing)
    {
        if ((references.IsSingleFile || predictions.IsSingleFile) && (references.Masks, predictions.Masks) is ([var reference], [var prediction]))
        {
            // A data set knows the case by its right name; else the prediction does, whose folder 'mets predict' named after it.
            return [references.IsSingleFile ? new MaskPair(reference with { Case = prediction.Case }, prediction) : new MaskPair(reference, prediction)];
        }

        var predicted = predictions.Masks.ToDictionary(m => m.Case);
        var pairs = references.Masks.Where(r => predicted.ContainsKey(r.Case)).Select(r => new MaskPair(r, predicted[r.Case])).ToList();
        var withoutPrediction = references.Masks.Select(m => m.Case).Except(predicted.Keys).ToList();
        var withoutReference = predicted.Keys.Except(references.Masks.Select(m => m.Case)).ToList();
        if (pairs.Count == 0 || (!allowMissing && withoutPrediction.Count + withoutReference.Count > 0))
        {
            var faults = new[] { Fault("reference but no prediction", withoutPrediction), Fault("prediction but no reference", withoutReference) }.OfType<string>();
            var remedy = pairs.Count == 0 ? "No case is on both sides; masks are paired by case id or file name." : "Give --allow-missing to judge the others only.";
            throw new InvalidInputException("evaluation", $"{string.Join("; ", faults)}. {remedy}");
        }

        return pairs;
    }

    private static string? Fault(string what, List<string> cases) =>
        cases.Count == 0 ? null : $"{cases.Count} with a {what}: {string.Join(", ", cases.Take(10))}{(cases.Count > 10 ? ", …" : "")}";
}
