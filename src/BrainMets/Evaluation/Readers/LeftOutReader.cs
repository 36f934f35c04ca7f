namespace BrainMets.Evaluation;

/// <summary>One reader judged by what the others agree on, without his own masks: the figures that he cannot have flattered himself.</summary>
/// <param name="Name">The reader who is judged.</param>
/// <param name="Others">Who the reference was made of, case by case. A single name: that reader alone was the reference.</param>
/// <param name="JudgedBy">The same in words.</param>
/// <param name="Summary">Main figures against that reference; intervals over patients.</param>
public sealed record LeaveOneOutReader(string Name, IReadOnlyList<string> Others, string JudgedBy, EvaluationSummary Summary);
