namespace BrainMets.Experiments;

/// <summary>How far one stage of a run is.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Fraction">Done of this stage, 0..1.</param>
/// <param name="Text">What is being worked on; may be empty.</param>
public sealed record RunProgress(string Stage, double Fraction, string Text);
