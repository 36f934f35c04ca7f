namespace BrainMets.Experiments;

/// <summary>A case to be judged on. Paths are absolute.</summary>
/// <param name="Id">Of the case.</param>
/// <param name="Patient">Of the patient.</param>
/// <param name="T1cPath">The scan.</param>
/// <param name="ReferencePath">The mask it is judged by.</param>
/// <param name="ReaderPaths">Masks of other readers by name.</param>
public sealed record TestCase(string Id, string Patient, string T1cPath, string ReferencePath, IReadOnlyDictionary<string, string> ReaderPaths);
