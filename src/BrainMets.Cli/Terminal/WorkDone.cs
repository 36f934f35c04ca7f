namespace BrainMets.Cli.Terminal;

/// <summary>How far a piece of work is: 0..1, and in words what it is at.</summary>
internal readonly record struct WorkDone(double Fraction, string Text);
