namespace BrainMets.Experiments;

/// <summary>Two networks read together (Huang et al. 2022): what the precise one finds too is confirmed, the rest of the sensitive one's lesions is to be reviewed.</summary>
/// <param name="Sensitive">The network whose lesions are shown.</param>
/// <param name="Precise">The network that confirms.</param>
/// <param name="Judgements">One entry a threshold, on the main test set.</param>
public sealed record ConfirmationResult(string Sensitive, string Precise, IReadOnlyList<ConfirmationEvaluation> Judgements);
