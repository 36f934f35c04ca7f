using BrainMets.Imaging;

namespace BrainMets.Cli;

/// <summary>The cases that all sources have, in the order of the first.</summary>
/// <param name="Cases">Case and patient; without a data set each case counts as a patient of its own.</param>
/// <param name="LeftOut">Cases that some sources lack.</param>
internal sealed record ComparedCases(IReadOnlyList<(string Case, string Patient)> Cases, int LeftOut)
{
    /// <exception cref="InvalidInputException">A source lacks a case and that is not allowed, or no case is common to all.</exception>
    public static ComparedCases Of(IReadOnlyList<NamedMasks> sources, bool allowMissing)
    {
        var all = sources.SelectMany(s => s.Set.Masks.Select(m => m.Case)).Distinct(StringComparer.Ordinal).ToList();
        var lacking = sources.Select(s => (s.Name, Cases: all.Except(s.Set.Masks.Select(m => m.Case), StringComparer.Ordinal).ToList())).Where(s => s.Cases.Count > 0).ToList();
        var common = all.Where(c => lacking.TrueForAll(s => !s.Cases.Contains(c))).ToList();
        if (common.Count == 0 || (!allowMissing && lacking.Count > 0))
        {
            var faults = lacking.Select(s => $"{s.Name} lacks {s.Cases.Count}: {string.Join(", ", s.Cases.Take(10))}{(s.Cases.Count > 10 ? ", …" : "")}");
            var remedy = common.Count == 0 ? "No case is common to all; masks are paired by case id or file name." : "Give --allow-missing to compare the others only.";
            throw new InvalidInputException("comparison", $"not everybody has read the same cases; {string.Join("; ", faults)}. {remedy}");
        }

        string PatientOf(string id) => sources.SelectMany(s => s.Set.Masks).Where(m => m.Case == id).Select(m => m.Patient).FirstOrDefault(p => p is not null) ?? id;
        return new ComparedCases([.. common.Select(c => (c, PatientOf(c)))], all.Count - common.Count);
    }
}
