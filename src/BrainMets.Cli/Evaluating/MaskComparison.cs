using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;

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
