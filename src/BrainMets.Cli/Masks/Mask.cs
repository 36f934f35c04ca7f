namespace BrainMets.Cli;

/// <summary>The mask or probability map of one case, on disk. Patient and scan are known only where a dataset.json names them.</summary>
internal sealed record CaseMask(string Case, string? Patient, string MaskPath, string? T1cPath);
