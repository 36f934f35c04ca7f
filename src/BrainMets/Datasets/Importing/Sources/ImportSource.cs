namespace BrainMets.Datasets;

/// <summary>A data set while its scans are looked for: its files, what the user said, and what is still to be asked.</summary>
internal sealed class ImportSource(SourceDirectory tree, ImportOptions options)
{
    private readonly List<string> asked = [];

    public SourceDirectory Tree { get; } = tree;

    public ImportOptions Options { get; } = options;

    /// <summary>One sentence for each choice that is missing or cannot be.</summary>
    public IReadOnlyList<string> Asked => asked;

    /// <summary>Notes that the files cannot tell and that this option has to.</summary>
    public void Ask(string option, string why) => asked.Add($"Option '{option}' {why}.");
}
