namespace BrainMets.Evaluation;

/// <summary>What one source drew at a finding.</summary>
/// <param name="Source">Name of the reference or of a reader.</param>
/// <param name="Labels">Its lesions there, by their labels; several when it split what another drew as one.</param>
/// <param name="VolumeMm3">Their summed volume.</param>
public sealed record ReaderLesion(string Source, IReadOnlyList<int> Labels, double VolumeMm3);
