namespace BrainMets.Cli;

/// <summary>How progress is shown.</summary>
internal enum ProgressStyle
{
    None,

    /// <summary>A line now and then, for batch logs.</summary>
    Lines,

    /// <summary>A bar that redraws itself, for a terminal.</summary>
    Bar,
}
