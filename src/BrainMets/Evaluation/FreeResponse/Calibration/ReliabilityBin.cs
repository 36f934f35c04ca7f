namespace BrainMets.Evaluation;

/// <summary>
/// Candidates with a confidence in [Low, High), the last bin with its upper end: how sure the map was on average, and how many were right,
/// with Wilson's interval over an effective number of candidates (candidates of one patient are alike).
/// </summary>
public sealed record ReliabilityBin(
    double Low, double High, int Candidates, int Matched, int Patients, double? MeanConfidence, Estimate MatchedShare);
