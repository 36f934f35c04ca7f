namespace BrainMets.Evaluation;

/// <summary>The files of one case, one of each source, in the order of the sources.</summary>
/// <param name="Case">Its id.</param>
/// <param name="Patient">
/// Without a data set it is unknown which scans are of one patient, so each case counts as a patient of its own.
/// </param>
/// <param name="Files">Of a prediction and its reference: the reference first.</param>
public sealed record CaseFiles(string Case, string Patient, IReadOnlyList<SegmentationFile> Files)
{
    public SegmentationFile Reference => Files[0];

    /// <summary>Of two files the one that is evaluated by the other.</summary>
    public SegmentationFile Prediction => Files[1];

    /// <summary>The files of a case under its proper name; the patient is that of the first source that names one.</summary>
    public static CaseFiles Of(string id, IReadOnlyList<SegmentationFile> files) =>
        new(id, files.Select(f => f.Patient).FirstOrDefault(p => p is not null) ?? id, [.. files.Select(f => f with { Case = id })]);
}

/// <summary>The cases that all sources have.</summary>
/// <param name="Cases">One entry a case.</param>
/// <param name="LeftOut">Cases that some sources lack.</param>
internal sealed record CasePairing(IReadOnlyList<CaseFiles> Cases, int LeftOut)
{
    private const int MaximumCasesNamed = 10;

    /// <summary>
    /// Pairs predictions with their references by case, in the order of the references. A file given by itself is paired with the only one
    /// of the other side, whatever their names.
    /// </summary>
    /// <exception cref="InvalidInputException">A case is on one side only and that is not allowed, or no case is on both.</exception>
    public static CasePairing OfPredictions(SegmentationSource references, SegmentationSource predictions, bool allowMissing)
    {
        // A data set knows the case by its right name; else the prediction does, whose folder 'mets predict' named after it.
        if (OfSingleFiles([references, predictions], naming: predictions) is { } single)
        {
            return single;
        }

        var (pairing, lacking) = Shared([references, predictions]);
        if (pairing.Cases.Count == 0 || (!allowMissing && pairing.LeftOut > 0))
        {
            string?[] errors =
            [Lacking("with a reference but no prediction", lacking[1]), Lacking("with a prediction but no reference", lacking[0])];
            throw Unpaired("evaluation", "", errors, pairing, ("No case is on both sides", "to evaluate the others only"));
        }

        return pairing;
    }

    /// <summary>The cases that all readers and the reference have, in the order of the first of them.</summary>
    /// <exception cref="InvalidInputException">A source lacks a case and that is not allowed, or no case is common to all.</exception>
    public static CasePairing OfReaders(IReadOnlyList<SegmentationSource> sources, bool allowMissing)
    {
        var (pairing, lacking) = Shared(sources);
        return pairing.Cases.Count > 0 && (allowMissing || pairing.LeftOut == 0)
            ? pairing
            : throw Unpaired(
                "comparison",
                "not all readers have read the same cases; ",
                Lacking(sources, lacking),
                pairing,
                ("No case is common to all", "to compare the others only"));
    }

    /// <summary>
    /// The cases of two models and, where there is one, their reference, by id. Where every side is one file and one of them was given by
    /// itself, they belong together whatever their names.
    /// </summary>
    /// <exception cref="InvalidInputException">A side lacks a case and that is not allowed, or no case is on all sides.</exception>
    public static CasePairing OfModels(IReadOnlyList<SegmentationSource> sides, bool allowMissing)
    {
        if (OfSingleFiles(sides, naming: sides[0]) is { } single)
        {
            return single;
        }

        SegmentationSource Sorted(SegmentationSource side) => side with
        {
            Files = [.. side.Files.OrderBy(f => f.Case, StringComparer.Ordinal)],
        };
        var (pairing, lacking) = Shared([.. sides.Select(Sorted)]);
        return pairing.Cases.Count > 0 && (allowMissing || pairing.LeftOut == 0)
            ? pairing
            : throw Unpaired(
                "combination",
                "",
                Lacking(sides, [.. lacking.Select(l => l.Order(StringComparer.Ordinal).ToList())]),
                pairing,
                ("No case is on all sides", "to take the others only"));
    }

    /// <summary>Null unless every source is one file and one of them was given by itself.</summary>
    /// <param name="sources">The sides.</param>
    /// <param name="naming">The one whose file names the case when all are given by themselves.</param>
    private static CasePairing? OfSingleFiles(IReadOnlyList<SegmentationSource> sources, SegmentationSource naming)
    {
        if (!sources.All(s => s.Files.Count == 1) || !sources.Any(s => s.IsSingleFile))
        {
            return null;
        }

        var name = (sources.FirstOrDefault(s => !s.IsSingleFile) ?? naming).Files[0].Case;
        return new CasePairing([CaseFiles.Of(name, [.. sources.Select(s => s.Files[0])])], 0);
    }

    /// <summary>The cases of all sources in the order of the first, and for each source the cases of others that it lacks.</summary>
    private static (CasePairing Pairing, IReadOnlyList<List<string>> Lacking) Shared(IReadOnlyList<SegmentationSource> sources)
    {
        var byCase = sources.Select(s => s.Files.ToDictionary(f => f.Case, StringComparer.Ordinal)).ToArray();
        var all = sources.SelectMany(s => s.Files.Select(f => f.Case)).Distinct(StringComparer.Ordinal).ToList();
        var shared = all.Where(id => byCase.All(files => files.ContainsKey(id))).ToList();
        return (
            new CasePairing([.. shared.Select(id => CaseFiles.Of(id, [.. byCase.Select(files => files[id])]))], all.Count - shared.Count),
            [.. byCase.Select(files => all.Where(id => !files.ContainsKey(id)).ToList())]);
    }

    private static IEnumerable<string?> Lacking(IReadOnlyList<SegmentationSource> sources, IReadOnlyList<List<string>> lacking) =>
        sources.Zip(lacking, (source, cases) => cases.Count == 0 ? null : $"{source.Name} lacks {cases.Count}: {Named(cases)}");

    private static string? Lacking(string what, List<string> cases) => cases.Count == 0 ? null : $"{cases.Count} {what}: {Named(cases)}";

    private static string Named(List<string> cases) =>
        $"{string.Join(", ", cases.Take(MaximumCasesNamed))}{(cases.Count > MaximumCasesNamed ? ", …" : "")}";

    private static InvalidInputException Unpaired(
        string what, string before, IEnumerable<string?> errors, CasePairing pairing, (string NoCase, string AllowMissing) remedy) => new(
        what,
        $"{before}{string.Join("; ", errors.OfType<string>())}. "
        + (pairing.Cases.Count == 0
            ? $"{remedy.NoCase}; masks are paired by case id or file name."
            : $"Give --allow-missing {remedy.AllowMissing}."));
}
