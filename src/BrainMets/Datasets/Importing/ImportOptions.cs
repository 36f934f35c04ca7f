namespace BrainMets.Datasets;

/// <summary>What the user says about a data set that its files do not say themselves. Each choice stands under the option of <c>mets import</c> that makes it.</summary>
public sealed record ImportOptions
{
    /// <summary>Which of <see cref="DatasetImporters"/> the files lie in (<c>--layout</c>).</summary>
    public required string Layout { get; init; }

    /// <summary>Name of the data set (<c>--name</c>); null for the name of its folder or file.</summary>
    public string? Name { get; init; }

    /// <summary>The site of every scan (<c>--site</c>); null for what the layout or the files say.</summary>
    public string? Site { get; init; }

    /// <summary>Which sequence is the T1 post-contrast image (<c>--channel</c>), in the layout's own names.</summary>
    public string? Channel { get; init; }

    /// <summary>Which labels of the masks are metastasis (<c>--labels</c>): numbers or names with commas between, or "any".</summary>
    public string? Labels { get; init; }

    /// <summary>Which kind of mask is the reference (<c>--mask</c>), in the layout's own names.</summary>
    public string? Mask { get; init; }

    /// <summary>What of a case's name is its patient (<c>--patient</c>): "case", or a regular expression with one group.</summary>
    public string? Patient { get; init; }

    /// <summary>The table about the scans (<c>--metadata</c>), .xlsx, .csv or .tsv; null for the one the layout finds by name.</summary>
    public string? Metadata { get; init; }

    /// <summary>Keep scans without a mask, as cases without a reference (<c>--keep-without-mask</c>).</summary>
    public bool KeepWithoutMask { get; init; }

    /// <summary>Keep the first scan of each patient only (<c>--first-only</c>).</summary>
    public bool FirstOnly { get; init; }

    /// <summary>Set scans after treatment aside, as far as the data set tells (<c>--pre-treatment-only</c>).</summary>
    public bool PreTreatmentOnly { get; init; }

    /// <summary>The choices that only some layouts know, by the option's name, as far as they were made.</summary>
    internal IEnumerable<string> Given() =>
        new (string Option, bool IsGiven)[]
        {
            ("--channel", Channel is not null), ("--mask", Mask is not null), ("--patient", Patient is not null), ("--metadata", Metadata is not null),
            ("--first-only", FirstOnly), ("--pre-treatment-only", PreTreatmentOnly),
        }.Where(choice => choice.IsGiven).Select(choice => choice.Option);
}
