namespace BrainMets.Datasets;

/// <summary>One way in which a data set lies on disk: data as far as it can be, one file a layout (docs/importing.md).</summary>
internal sealed record DatasetImporter
{
    /// <summary>As typed after <c>--layout</c>.</summary>
    public required string Name { get; init; }

    /// <summary>As people call the data set.</summary>
    public required string Title { get; init; }

    /// <summary>The files as expected, in one line, for messages.</summary>
    public required string Expected { get; init; }

    /// <summary>The options it understands besides those every layout does.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>The site when all scans come from one; null to ask.</summary>
    public string? Site { get; init; }

    /// <summary>How many files under a folder lie as in this layout; 0 when it is another.</summary>
    public required Func<SourceDirectory, int> Recognise { get; init; }

    /// <summary>Finds the scans; asks the source for choices that are missing.</summary>
    public required Func<ImportSource, IReadOnlyList<SourceScan>> Find { get; init; }

    /// <summary>The meaning of the labels, which may stand in the data set.</summary>
    public Func<ImportSource, LabelRule> Labels { get; init; } = source => LabelRule.OneLabel.With(source);
}
