using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>What was written beside the usual files of a prediction.</summary>
/// <param name="Checks">How well each lesion survived in outlines, by label; empty when none were written.</param>
/// <param name="Warnings">What the user should know of it.</param>
public sealed record ExportedObjects(IReadOnlyDictionary<int, ContourFidelity> Checks, IReadOnlyList<string> Warnings);
