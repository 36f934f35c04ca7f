using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Compares the files of several readers, people or models: reads the segmentations of a case, evaluates each by each other one, and puts
/// the cases together. The same for one prediction is <see cref="EvaluationRunner"/>; both read files and find lesions in the same way.
/// </summary>
/// <param name="sources">The reference first, then the readers; with a consensus the readers alone.</param>
/// <param name="consensus">How to make the reference of the readers; null when it is one of the sources.</param>
/// <param name="preset">The matching rules.</param>
public sealed class ReaderStudyRunner(IReadOnlyList<SegmentationSource> sources, ConsensusMethod? consensus, MatchingPreset preset)
{
    /// <summary>Name in results of a reference made from the readers.</summary>
    public const string ConsensusName = "consensus";

    public MatchingPreset Preset => preset;

    /// <summary>Evaluate probability maps at many thresholds, so that readers can be compared at equal false-positive rates.</summary>
    public bool SweepsMaps { get; init; }

    /// <summary>The reference first, then the readers.</summary>
    public IReadOnlyList<string> Names =>
        consensus is null ? [.. sources.Select(s => s.Name)] : [ConsensusName, .. sources.Select(s => s.Name)];

    /// <param name="files">Of one case, in the order of the sources.</param>
    /// <exception cref="InvalidInputException">A file cannot be read, or two lie on different grids.</exception>
    public CaseComparison Compare(CaseFiles files)
    {
        Reading Read(SegmentationSource source, SegmentationFile file) =>
            Reading.Of(source.Name, file.Read(files.Patient), preset.Connectivity);
        var readings = sources.Zip(files.Files, Read).ToArray();
        (string Name, LesionSet Lesions)[] read = [.. readings.Select(r => (r.Name, r.Lesions))];
        return Compare(read, Swept(readings)) with
        {
            Dropped = readings.Where(r => r.Dropped is not null).ToDictionary(r => r.Name, r => r.Dropped!), // just checked
        };
    }

    /// <summary>Summarises compared cases.</summary>
    /// <exception cref="ArgumentException">No case, a case twice, fewer than two readers, or an option out of range.</exception>
    public ComparisonResult Summarize(IReadOnlyList<CaseComparison> cases, ComparisonOptions options)
    {
        var result = ReaderComparison.Summarize(cases, Names, preset, options);
        return result with
        {
            Consensus = consensus,
            Readers = [.. result.Readers.Select(r => r with { DroppedPredictions = Dropped(cases, r.Name) })],
        };
    }

    private static DroppedPredictions? Dropped(IReadOnlyList<CaseComparison> cases, string reader)
    {
        var dropped = cases.Select(c => c.Dropped.GetValueOrDefault(reader)).OfType<DroppedPredictions>().ToArray();
        return dropped.Length == 0 ? null : dropped[0] with { Components = dropped.Sum(d => d.Components) };
    }

    private CaseComparison Compare((string Name, LesionSet Lesions)[] read, Dictionary<string, ProbabilityMap> maps)
    {
        if (consensus is not { } method)
        {
            return CaseComparison.Of(read, preset, maps);
        }

        var all = ReaderConsensus.Lesions([.. read.Select(r => r.Lesions)], method, preset.Connectivity);
        return CaseComparison.Of([(ConsensusName, all), .. read], preset, maps) with
        {
            WithoutHimself = LeaveOneOut.Evaluate(read, method, preset),
        };
    }

    /// <summary>
    /// Maps to be evaluated at other thresholds; not where components are dropped, since a sweep keeps them and its counts would be of
    /// other rules.
    /// </summary>
    private Dictionary<string, ProbabilityMap> Swept(Reading[] readings) => readings
        .Where(r => SweepsMaps && r is { Map: not null, Dropped: null })
        .ToDictionary(r => r.Name, r => r.Map!); // just checked

    private sealed record Reading(string Name, LesionSet Lesions, ProbabilityMap? Map, DroppedPredictions? Dropped)
    {
        public static Reading Of(string name, Segmentation segmentation, Connectivity connectivity)
        {
            var lesions = segmentation.Lesions(connectivity);
            return new Reading(name, lesions, segmentation.Map, segmentation.Dropped(lesions));
        }
    }
}
