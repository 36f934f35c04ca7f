using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// One mask from the masks of several readers, to serve as a reference where no single reader should (docs/metrics.md, "Consensus").
/// </summary>
/// <param name="Mask">0 and 1, on the readers' grid.</param>
/// <param name="Readers">
/// STAPLE's estimate of each reader, in the order of the masks; empty for a majority, and where all masks are empty.
/// </param>
internal sealed record ReaderConsensus(Volume<byte> Mask, IReadOnlyList<ReaderPerformance> Readers)
{
    /// <summary>
    /// Background this near to a mark of any reader counts for STAPLE. Without a limit the empty rest of the scan would decide what a
    /// specificity is worth, and a larger field of view would change the consensus.
    /// </summary>
    public const double MarginMm = 5;

    /// <param name="masks">One a reader, two or more; a voxel is marked when it is not zero.</param>
    /// <param name="method">The rule.</param>
    /// <exception cref="ArgumentException">Fewer than two masks, or more than 32.</exception>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    public static ReaderConsensus Of(IReadOnlyList<Volume<byte>> masks, ConsensusMethod method)
    {
        if (masks.Count is < 2 or > 32)
        {
            throw new ArgumentException($"A consensus of {masks.Count} readers; 2 to 32 are possible.", nameof(masks));
        }

        var geometry = masks[0].Geometry;
        if (masks.FirstOrDefault(m => !m.Geometry.SameGridAs(geometry)) is { } other)
        {
            throw new InvalidInputException("consensus",
                $"the readers' masks lie on different grids. One: {geometry}. Another: {other.Geometry}. Nothing is resampled here.");
        }

        var patterns = Patterns(masks);
        return method == ConsensusMethod.Majority
            ? new ReaderConsensus(
                new Volume<byte>(geometry, [.. patterns.Select(p => (byte)(2 * uint.PopCount(p) > masks.Count ? 1 : 0))]), [])
            : ByStaple(new Volume<uint>(geometry, patterns), masks.Count);
    }

    /// <summary>The lesions of the consensus of readers who have read the same case: every component, however small.</summary>
    /// <param name="readers">Two or more, of one case.</param>
    /// <param name="method">The rule.</param>
    /// <param name="connectivity">Which neighbours join voxels to a lesion.</param>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static LesionSet Lesions(IReadOnlyList<LesionSet> readers, ConsensusMethod method, Connectivity connectivity) =>
        LesionFinder.Find(
        readers[0].CaseId,
        readers[0].Patient,
        Of([.. readers.Select(r => r.ToSegmentation())], method).Mask,
        new LesionOptions { Connectivity = connectivity });

    private static ReaderConsensus ByStaple(Volume<uint> patterns, int readers)
    {
        var union = patterns.Map(p => (byte)(p != 0 ? 1 : 0));
        var mask = new Volume<byte>(patterns.Geometry);
        if (Box3.Around(union) is not { } box)
        {
            return new ReaderConsensus(mask, []);
        }

        var result = Staple.Estimate(Counts(patterns, union, box), readers);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            mask.Voxels[i] = (byte)(patterns.Voxels[i] != 0 && result.Probability[patterns.Voxels[i]] > 0.5 ? 1 : 0);
        }

        return new ReaderConsensus(mask, result.Readers);
    }

    /// <summary>How many voxels within the margin show each pattern.</summary>
    private static Dictionary<uint, long> Counts(Volume<uint> patterns, Volume<byte> union, Box3 box)
    {
        var spacing = union.Geometry.Spacing;
        int Voxels(double spacingMm) => (int)Math.Ceiling(MarginMm / spacingMm);
        var near = box.Grow(Voxels(spacing.X), Voxels(spacing.Y), Voxels(spacing.Z), union.Size);
        var distances = DistanceTransform.SquaredMm(union.Crop(near));
        var cropped = patterns.Crop(near);
        var counts = new Dictionary<uint, long>();
        for (var i = 0; i < cropped.Voxels.Length; i++)
        {
            if (distances.Voxels[i] <= MarginMm * MarginMm)
            {
                counts[cropped.Voxels[i]] = counts.GetValueOrDefault(cropped.Voxels[i]) + 1;
            }
        }

        return counts;
    }

    private static uint[] Patterns(IReadOnlyList<Volume<byte>> masks)
    {
        var patterns = new uint[masks[0].Voxels.Length];
        for (var r = 0; r < masks.Count; r++)
        {
            var voxels = masks[r].Voxels;
            for (var i = 0; i < patterns.Length; i++)
            {
                patterns[i] |= voxels[i] != 0 ? 1u << r : 0;
            }
        }

        return patterns;
    }
}

/// <summary>How masks of several readers become one.</summary>
public enum ConsensusMethod
{
    /// <summary>A voxel that more than half of the readers marked; of an even number, half is not enough.</summary>
    Majority,

    /// <summary>
    /// A voxel that is lesion with a probability of more than one half, each reader weighted by estimated performance (STAPLE).
    /// </summary>
    Staple,
}

/// <summary>
/// Each reader evaluated against the consensus of the others. In a consensus of all readers a reader's own marks contribute, a bias that
/// grows as the number of readers falls (docs/comparing.md, "Consensus").
/// </summary>
internal static class LeaveOneOut
{
    /// <summary>One case: for every reader the consensus of the others is computed.</summary>
    /// <param name="readers">
    /// Two or more; every component of each, however small. With two, the other reader alone is the reference.
    /// </param>
    /// <param name="method">How the consensus is made.</param>
    /// <param name="preset">The matching rules.</param>
    /// <exception cref="ArgumentException">Fewer than two readers.</exception>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    public static IReadOnlyDictionary<string, CaseEvaluation> Evaluate(
        IReadOnlyList<(string Name, LesionSet Lesions)> readers, ConsensusMethod method, MatchingPreset preset)
    {
        if (readers.Count < 2)
        {
            throw new ArgumentException(
                $"{readers.Count} readers; two or more are needed for a reference without the reader.", nameof(readers));
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

    /// <summary>Explanation of the metrics, in sentences.</summary>
    /// <param name="method">How the consensus is made.</param>
    /// <param name="readers">Their number, the evaluated one included.</param>
    public static string Note(ConsensusMethod method, int readers)
    {
        var others = readers - 1;
        if (others == 1)
        {
            return "There are only two readers: without the evaluated one a single reader is left, who makes no consensus. "
                + "Each is evaluated against the other alone.";
        }

        var rule = method switch
        {
            ConsensusMethod.Majority =>
                $"A voxel is in it when {Majority(others)} of the {others} others marked it; in the consensus of all it takes "
                    + $"{Majority(readers)} of {readers}, "
                + "so that the two references differ by this too.",
            _ when others == 2 => "STAPLE estimates the weights of the others again; from two masks it can hardly determine which is "
                + "better.",
            _ => "STAPLE estimates the weights of the others again.",
        };
        return $"Each reader is evaluated against the consensus of the {others} others, computed without the reader's own masks. {rule}";
    }

    /// <summary>Null when the reference was not made from the readers.</summary>
    internal static IReadOnlyList<LeaveOneOutReader>? Summarize(
        IReadOnlyList<CaseComparison> cases, IReadOnlyList<string> readers, SummaryOptions options) =>
        cases.Any(c => c.WithoutHimself is null)
            ? null
            :
            [
                .. from reader in readers
                   let others = readers.Where(r => r != reader).ToArray()
                   let judgedBy = others.Length == 1
                       ? $"{others[0]} alone, since one reader makes no consensus"
                       : $"the consensus of {string.Join(", ", others)}"
                   select new LeaveOneOutReader(
                       // checked above
                       reader, others, judgedBy, PatientCounts.Summarize([.. cases.Select(c => c.WithoutHimself![reader])], options)),
            ];

    private static int Majority(int of) => (of / 2) + 1;
}

/// <summary>One reader evaluated against the consensus of the others, to which the reader did not contribute.</summary>
/// <param name="Name">The evaluated reader.</param>
/// <param name="Others">The readers of the reference, case by case. A single name: that reader alone was the reference.</param>
/// <param name="JudgedBy">The same in words.</param>
/// <param name="Summary">Main metrics against that reference; intervals over patients.</param>
public sealed record LeaveOneOutReader(string Name, IReadOnlyList<string> Others, string JudgedBy, EvaluationSummary Summary);
