using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli;

/// <summary>Reads what everybody drew in a case and compares it.</summary>
/// <param name="sources">The reference first, then the readers; with a consensus the readers alone.</param>
/// <param name="consensus">How to make the reference of the readers; null when it is one of the sources.</param>
/// <param name="preset">The matching rules.</param>
internal sealed class MaskComparison(IReadOnlyList<NamedMasks> sources, ConsensusMethod? consensus, MatchingPreset preset)
{
    /// <summary>What a reference made of the readers is called in results.</summary>
    public const string ConsensusName = "consensus";

    private readonly Dictionary<string, int> dropped = [];

    public ConsensusMethod? Consensus => consensus;

    public MatchingPreset Preset => preset;

    /// <summary>The reference first, then the readers.</summary>
    public IReadOnlyList<string> Names => consensus is null ? [.. sources.Select(s => s.Name)] : [ConsensusName, .. sources.Select(s => s.Name)];

    /// <exception cref="InvalidInputException">A file cannot be read, or two lie on different grids.</exception>
    public CaseComparison Compare(string caseId, string patient)
    {
        var readings = sources.Select(s => (s.Name, Reading: s.Read(caseId, patient, preset))).ToArray();
        var compared = Compare([.. readings.Select(r => (r.Name, r.Reading.Lesions))], Swept(readings.Select(r => (r.Name, r.Reading.Map))));
        foreach (var (name, reading) in readings)
        {
            dropped[name] = dropped.GetValueOrDefault(name) + reading.Dropped;
        }

        return compared;
    }

    /// <summary>The result with what was dropped of each reader's maps, over the cases compared so far.</summary>
    public ComparisonResult WithDropped(ComparisonResult result) => result with
    {
        Readers =
        [
            .. result.Readers.Select(r => sources.First(s => s.Name == r.Name).MinPredictedVolumeMm3 is > 0 and var mm3
                ? r with { DroppedPredictions = new DroppedPredictions(mm3, dropped.GetValueOrDefault(r.Name)) }
                : r),
        ],
    };

    public IEnumerable<string> Files(IReadOnlyList<(string Case, string Patient)> cases) =>
        from source in sources
        from mask in source.Set.Masks
        where cases.Any(c => c.Case == mask.Case)
        select mask.MaskPath;

    public Dictionary<string, string> Hashes(IReadOnlyList<(string Case, string Patient)> cases) =>
        (from source in sources
         from mask in source.Set.Masks
         where cases.Any(c => c.Case == mask.Case)
         select new KeyValuePair<string, string>($"{mask.Case}/{source.Name}", FileHash.Of(mask.MaskPath))).ToDictionary();

    private CaseComparison Compare(IReadOnlyList<(string Name, LesionSet Lesions)> read, IReadOnlyDictionary<string, ProbabilityMap> maps)
    {
        if (consensus is not { } method)
        {
            return CaseComparison.Of(read, preset, maps);
        }

        var all = ReaderConsensus.Lesions([.. read.Select(r => r.Lesions)], method, preset.Connectivity);
        return CaseComparison.Of([(Names[0], all), .. read], preset, maps) with { WithoutHimself = LeaveOneOut.Evaluate(read, method, preset) };
    }

    /// <summary>Maps to be judged at other thresholds; not where components are dropped, since a sweep keeps them and its counts would be of other rules.</summary>
    private Dictionary<string, ProbabilityMap> Swept(IEnumerable<(string Name, ProbabilityMap? Map)> maps) =>
        (from m in maps
         where m.Map is not null && sources.First(s => s.Name == m.Name).MinPredictedVolumeMm3 == 0
         select (m.Name, Map: m.Map!)).ToDictionary(m => m.Name, m => m.Map); // just asked
}

/// <summary>The masks, or probability maps, of one reader or model: what <c>NAME=PATH</c> on the command line means.</summary>
/// <param name="Name">As it stands in results.</param>
/// <param name="Set">Where the masks lie.</param>
/// <param name="Threshold">Turns probability maps into masks; null when they are masks.</param>
internal sealed record NamedMasks(string Name, MaskSet Set, double? Threshold)
{
    /// <summary>Components of probability maps below this are dropped, in mm³; 0 keeps all.</summary>
    public double MinPredictedVolumeMm3 { get; init; }

    /// <summary>
    /// The lesions of one case, every component of at least the least volume, told apart as the preset asks; with the map they were found in, if any, and how many
    /// components were dropped.
    /// </summary>
    /// <exception cref="InvalidInputException">The case is not there, or its file cannot be read.</exception>
    public (LesionSet Lesions, ProbabilityMap? Map, int Dropped) Read(string caseId, string patient, MatchingPreset preset)
    {
        var everything = new LesionOptions { Connectivity = preset.Connectivity };
        var path = Set.Masks.First(m => m.Case == caseId).MaskPath;
        if (Threshold is not { } t)
        {
            return (LesionFinder.Find(caseId, patient, NiftiFile.ReadMask(path), everything), null, 0);
        }

        var map = new ProbabilityMap(caseId, patient, NiftiFile.Read(path));
        var all = LesionFinder.Find(map, everything with { Threshold = t });
        var kept = MinPredictedVolumeMm3 > 0 ? LesionFinder.Find(map, everything with { Threshold = t, MinVolumeMm3 = MinPredictedVolumeMm3 }) : all;
        return (kept, map, all.Lesions.Count - kept.Lesions.Count);
    }
}

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
