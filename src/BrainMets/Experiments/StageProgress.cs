namespace BrainMets.Experiments;

/// <summary>Passes on how far one long step of a case is, as a stage of its own.</summary>
/// <param name="progress">Who hears of it; null for nobody.</param>
/// <param name="stage">Name of the step: "brain".</param>
/// <param name="text">The case.</param>
public sealed class StageProgress(IProgress<RunProgress>? progress, string stage, string text) : IProgress<double>
{
    public void Report(double value) => progress?.Report(new RunProgress(stage, value, text));
}
