namespace BrainMets.Experiments;

/// <summary>Says which network a report of progress is about.</summary>
internal sealed class NamedProgress(IProgress<RunProgress>? inner, string name) : IProgress<RunProgress>
{
    public void Report(RunProgress value) => inner?.Report(value with { Stage = $"{value.Stage} {name}" });
}
