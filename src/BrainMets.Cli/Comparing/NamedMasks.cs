using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli;

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
