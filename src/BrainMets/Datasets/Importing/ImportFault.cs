namespace BrainMets.Datasets;

/// <summary>Something wrong with one scan, which therefore is no case.</summary>
/// <param name="Scan">Its id; two scans may share it, and that may be the fault.</param>
/// <param name="Reason">What was found, what was expected, where.</param>
public sealed record ImportFault(string Scan, string Reason);
