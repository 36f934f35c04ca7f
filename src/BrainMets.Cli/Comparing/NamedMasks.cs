using BrainMets.Cli.Errors;
using BrainMets.Cli.Masks;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli.Comparing;

/// <summary>The masks, or probability maps, of one reader or model: what <c>NAME=PATH</c> on the command line means.</summary>
/// <param name="Name">As it stands in results.</param>
/// <param name="Set">Where the masks lie.</param>
/// <param name="Threshold">Turns probability maps into masks; null when they are masks.</param>
internal sealed record NamedMasks(string Name, MaskSet Set, double? Threshold)
{
    /// <exception cref="UsageException">Not of the form NAME=PATH, or the name cannot stand in a file name.</exception>
    public static (string Name, string Path) Split(string option, string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? "" : text[..at];
        if (at < 1 || at == text.Length - 1 || name.Any(c => !char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.' or ' ')))
        {
            throw new UsageException($"{option} {text}: expected NAME=PATH, the name of letters, digits, spaces, '-', '_' and '.', such as {option} \"model=predicted\".");
        }

        return (name, text[(at + 1)..]);
    }

    /// <summary>The lesions of one case, every component however small, told apart as the preset asks; with the map they were found in, if any.</summary>
    /// <exception cref="Imaging.CaseDataException">The case is not there, or its file cannot be read.</exception>
    public (LesionSet Lesions, ProbabilityMap? Map) Read(string caseId, string patient, MatchingPreset preset)
    {
        var everything = new LesionOptions { Connectivity = preset.Connectivity };
        var path = Set.Masks.First(m => m.Case == caseId).MaskPath;
        if (Threshold is not { } t)
        {
            return (LesionFinder.Find(caseId, patient, NiftiFile.ReadMask(path), everything), null);
        }

        var map = new ProbabilityMap(caseId, patient, NiftiFile.Read(path));
        return (LesionFinder.Find(map, everything with { Threshold = t }), map);
    }
}
