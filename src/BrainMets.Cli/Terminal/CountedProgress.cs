using BrainMets.Experiments;

namespace BrainMets.Cli;

/// <summary>Tells of a stage by how many of how many are done.</summary>
internal sealed class CountedProgress(IProgress<RunProgress> progress, string stage, string what) : IProgress<(int Done, int All)>, IProgress<(string Stage, int Done, int All)>
{
    public void Report((int Done, int All) value) => Report((stage, value.Done, value.All));

    /// <summary>For work that names its stage itself.</summary>
    public void Report((string Stage, int Done, int All) value) =>
        progress.Report(new RunProgress(value.Stage, value.All == 0 ? 1 : (double)value.Done / value.All, $"{value.Done} of {value.All} {what}"));
}
