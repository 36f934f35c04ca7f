using BrainMets.Experiments;
using BrainMets.Imaging;

namespace BrainMets.Cli;

/// <summary>Which masks of two models, and which reference, are of one case.</summary>
internal sealed record ModelPairing(IReadOnlyList<CombinationCase> Cases, int LeftOut)
{
    /// <summary>Pairs by case; where every side is one mask and one of them a file given by itself, they belong together whatever their names.</summary>
    /// <param name="sides">The model for small lesions, the one for large ones and, where there is one, the reference: each as it is called and its masks.</param>
    /// <param name="allowMissing">Leave out cases that a side lacks.</param>
    /// <exception cref="InvalidInputException">A side lacks a case and that is not allowed, or no case is on all sides.</exception>
    public static ModelPairing Of(IReadOnlyList<(string Name, MaskSet Masks)> sides, bool allowMissing)
    {
        if (sides.All(s => s.Masks.Masks.Count == 1) && sides.Any(s => s.Masks.IsSingleFile))
        {
            var id = sides.Where(s => !s.Masks.IsSingleFile).Select(s => s.Masks.Masks[0].Case).FirstOrDefault() ?? sides[0].Masks.Masks[0].Case;
            return new ModelPairing([Case(id, [.. sides.Select(s => s.Masks.Masks[0])])], 0);
        }

        var byCase = sides.Select(s => s.Masks.Masks.ToDictionary(m => m.Case)).ToArray();
        var all = byCase.SelectMany(m => m.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var shared = all.Where(id => byCase.All(m => m.ContainsKey(id))).ToArray();
        if (shared.Length == 0 || (shared.Length < all.Length && !allowMissing))
        {
            var faults = sides.Zip(byCase, (side, masks) => Fault(side.Name, [.. all.Where(id => !masks.ContainsKey(id))])).OfType<string>();
            var remedy = shared.Length == 0 ? "No case is on all sides; masks are paired by case id or file name." : "Give --allow-missing to take the others only.";
            throw new InvalidInputException("combination", $"{string.Join("; ", faults)}. {remedy}");
        }

        return new ModelPairing([.. shared.Select(id => Case(id, [.. byCase.Select(m => m[id])]))], all.Length - shared.Length);
    }

    /// <summary>Without a data set nobody tells which scans are of one patient, so each case counts as a patient of its own.</summary>
    private static CombinationCase Case(string id, CaseMask[] masks) => new()
    {
        Id = id,
        Patient = masks.Select(m => m.Patient).OfType<string>().FirstOrDefault() ?? id,
        Small = ModelFiles.Beside(masks[0].MaskPath),
        Large = ModelFiles.Beside(masks[1].MaskPath),
        ReferencePath = masks.Length > 2 ? masks[2].MaskPath : null,
    };

    private static string? Fault(string side, string[] missing) =>
        missing.Length == 0 ? null : $"{side} lacks {missing.Length}: {string.Join(", ", missing.Take(10))}{(missing.Length > 10 ? ", …" : "")}";
}
