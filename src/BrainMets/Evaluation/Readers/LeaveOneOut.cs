using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Each reader judged by the consensus of the others. In a consensus of all his own marks count as right in part, which flatters him the more the fewer
/// readers there are (docs/comparing.md, "Consensus").
/// </summary>
public static class LeaveOneOut
{
    /// <summary>One case: the consensus is made anew for every reader, without him.</summary>
    /// <param name="readers">Two or more; every component of each, however small. With two, the other reader alone is the reference.</param>
    /// <param name="method">How the consensus is made.</param>
    /// <param name="preset">The matching rules.</param>
    /// <exception cref="ArgumentException">Fewer than two readers.</exception>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    public static IReadOnlyDictionary<string, CaseEvaluation> Evaluate(
        IReadOnlyList<(string Name, LesionSet Lesions)> readers, ConsensusMethod method, MatchingPreset preset)
    {
        if (readers.Count < 2)
        {
            throw new ArgumentException($"{readers.Count} readers; two at least are needed, so that somebody is left to judge by.", nameof(readers));
        }

        return readers.ToDictionary(
            judged => judged.Name,
            judged =>
            {
                LesionSet[] others = [.. readers.Where(r => r.Name != judged.Name).Select(r => r.Lesions)];
                var reference = others.Length == 1 ? others[0] : ReaderConsensus.Lesions(others, method, preset.Connectivity);
                return Evaluator.Evaluate(reference, judged.Lesions, preset);
            });
    }

    /// <summary>What somebody must know to read the figures, in sentences.</summary>
    /// <param name="method">How the consensus is made.</param>
    /// <param name="readers">How many there are, the judged one included.</param>
    public static string Note(ConsensusMethod method, int readers)
    {
        var others = readers - 1;
        if (others == 1)
        {
            return "There are two readers only: without the one who is judged a single reader is left, and one reader makes no consensus. Each is judged by the other alone.";
        }

        var rule = method switch
        {
            ConsensusMethod.Majority =>
                $"A voxel is in it when {Majority(others)} of the {others} others marked it; in the consensus of all it takes {Majority(readers)} of {readers}, "
                + "so that the two references differ by this too.",
            _ when others == 2 => "STAPLE weighs the others anew, and from two masks it can hardly tell which is the better.",
            _ => "STAPLE weighs the others anew.",
        };
        return $"Each reader is judged by the consensus of the {others} others, made anew without his own masks. {rule}";
    }

    /// <summary>Null when the reference was not made of the readers.</summary>
    internal static IReadOnlyList<LeaveOneOutReader>? Summarize(IReadOnlyList<CaseComparison> cases, IReadOnlyList<string> readers, SummaryOptions options) =>
        cases.Any(c => c.WithoutHimself is null)
            ? null
            :
            [
                .. from reader in readers
                   let others = readers.Where(r => r != reader).ToArray()
                   let judgedBy = others.Length == 1 ? $"{others[0]} alone, since one reader makes no consensus" : $"the consensus of {string.Join(", ", others)}"
                   select new LeaveOneOutReader(
                       reader, others, judgedBy, PatientCounts.Summarize([.. cases.Select(c => c.WithoutHimself![reader])], options)), // asked above
            ];

    private static int Majority(int of) => (of / 2) + 1;
}
