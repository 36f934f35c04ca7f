using BrainMets.Cli.Masks;
using BrainMets.Evaluation;
using BrainMets.Evaluation.Consensus;
using BrainMets.Evaluation.Readers;

namespace BrainMets.Cli.Comparing;

/// <summary>Reads what everybody drew in a case and compares it.</summary>
/// <param name="sources">The reference first, then the readers; with a consensus the readers alone.</param>
/// <param name="consensus">How to make the reference of the readers; null when it is one of the sources.</param>
/// <param name="preset">The matching rules.</param>
internal sealed class MaskComparison(IReadOnlyList<NamedMasks> sources, ConsensusMethod? consensus, MatchingPreset preset)
{
    /// <summary>What a reference made of the readers is called in results.</summary>
    public const string ConsensusName = "consensus";

    public ConsensusMethod? Consensus => consensus;

    public MatchingPreset Preset => preset;

    /// <summary>The reference first, then the readers.</summary>
    public IReadOnlyList<string> Names => consensus is null ? [.. sources.Select(s => s.Name)] : [ConsensusName, .. sources.Select(s => s.Name)];

    /// <exception cref="Imaging.CaseDataException">A file cannot be read, or two lie on different grids.</exception>
    public CaseComparison Compare(string caseId, string patient)
    {
        var readings = sources.Select(s => (s.Name, Reading: s.Read(caseId, patient, preset))).ToArray();
        var maps = readings.Where(r => r.Reading.Map is not null).ToDictionary(r => r.Name, r => r.Reading.Map!); // just asked
        var read = readings.Select(r => (r.Name, r.Reading.Lesions)).ToList();
        if (consensus is not { } method)
        {
            return CaseComparison.Of(read, preset, maps);
        }

        var all = ReaderConsensus.Lesions([.. read.Select(r => r.Lesions)], method, preset.Connectivity);
        return CaseComparison.Of([(Names[0], all), .. read], preset, maps) with { WithoutHimself = LeaveOneOut.Evaluate(read, method, preset) };
    }

    public IEnumerable<string> Files(IReadOnlyList<(string Case, string Patient)> cases) =>
        from source in sources
        from mask in source.Set.Masks
        where cases.Any(c => c.Case == mask.Case)
        select mask.MaskPath;

    public Dictionary<string, string> Hashes(IReadOnlyList<(string Case, string Patient)> cases) =>
        (from source in sources
         from mask in source.Set.Masks
         where cases.Any(c => c.Case == mask.Case)
         select new KeyValuePair<string, string>($"{mask.Case}/{source.Name}", MaskEvaluation.Sha256(mask.MaskPath))).ToDictionary();
}
