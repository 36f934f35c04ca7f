namespace BrainMets.Datasets;

/// <summary>
/// Imports a public or own data set as a dataset.json (docs/importing.md): the scans are found by their names, then each is checked and
/// written. Nothing in the data set is changed.
/// </summary>
internal sealed class DatasetImport
{
    public const string ReportName = "import.json";

    private readonly ImportSource source;
    private readonly DatasetImporter layout;
    private readonly LabelRule rule;
    private readonly IReadOnlyList<SourceScan> scans;

    private DatasetImport(ImportSource source, DatasetImporter layout, LabelRule rule, IReadOnlyList<SourceScan> scans)
    {
        (this.source, this.layout, this.rule, this.scans) = (source, layout, rule, scans);
    }

    /// <summary>Absolute paths of all files the import may read.</summary>
    public IEnumerable<string> Inputs =>
        scans.SelectMany(scan => scan.Files()).Append(source.Tree.IsFile ? source.Tree.Full(source.Tree.Files[0]) : source.Tree.Root);

    /// <summary>The folder whose files are the data set's own; null when the source is a table.</summary>
    public string? SourceFolder => source.Tree.IsFile ? null : source.Tree.Root;

    /// <summary>Finds the scans under a folder, or in a table. No image is opened.</summary>
    /// <exception cref="ArgumentException">
    /// The layout is unknown, or an option is missing, invalid, or not one of the layout; the message names each.
    /// </exception>
    /// <exception cref="InvalidInputException">The source does not exist, or does not match the layout.</exception>
    public static DatasetImport Find(string path, ImportOptions options)
    {
        var layout = DatasetImporters.Named(options.Layout);
        var strange = options.Given().Except(layout.Takes).ToList();
        if (strange.Count > 0)
        {
            throw new ArgumentException(
                $"Layout '{layout.Name}' does not take {string.Join(" and ", strange)}; "
                + $"{(layout.Takes.Count == 0 ? "it takes no options of its own" : $"it takes {string.Join(", ", layout.Takes)}")}.",
                nameof(options));
        }

        var tree = SourceDirectory.Of(path);
        if (layout.Recognise(tree) == 0)
        {
            throw NotSo(path, layout, tree);
        }

        var source = new ImportSource(tree, options);
        var rule = layout.Labels(source);
        var scans = layout.Find(source);
        return source.Asked.Count == 0
            ? new DatasetImport(source, layout, rule, scans)
            : throw new ArgumentException(string.Join(" ", source.Asked), nameof(options));
    }

    /// <summary>Checks each scan and writes masks, copies, dataset.json and, last, import.json.</summary>
    /// <exception cref="ArgumentException">
    /// Masks hold several labels and it is not stated which are metastasis; nothing is written then.
    /// </exception>
    /// <exception cref="InvalidInputException">
    /// None of the metastasis labels is in any mask, or they are those of an older edition; masks made are deleted again.
    /// </exception>
    public ImportResult Write(string folder, ImportWriting writing)
    {
        var full = Path.GetFullPath(folder);
        var selection = ImportSelection.Of(scans, source.Options);
        var outcomes = Outcomes(selection.Taken, full, writing);
        try
        {
            CheckLabels(outcomes);
        }
        catch (InvalidInputException)
        {
            ScanImport.Undo(outcomes);
            throw;
        }

        var taken = outcomes.Where(outcome => outcome.Case is not null).ToList();
        var ids = taken.Select(outcome => outcome.Scan.Id).ToHashSet();
        var cases = taken.Select(
            outcome => outcome.Case! with { PriorOf = outcome.Case.PriorOf is { } later && ids.Contains(later) ? later : null });
        var written = cases.Select(c => writing.Copy ? Copied(full, c, writing.Cancellation) : c).ToList();
        var result = new ImportResult
        {
            Dataset = written.Count == 0 ? null : new DatasetIndex { Name = Name(), Site = Site(), Cases = written },
            Cases = [.. taken.Select(outcome => outcome.Report!)], // Present with the case.
            SetAside = [.. selection.SetAside, .. outcomes.Select(outcome => outcome.SetAside).OfType<ExcludedScan>()],
            Faults = [.. selection.Faults,
                .. outcomes.SelectMany(outcome => outcome.Faults.Select(fault => new ImportFault(outcome.Scan.Id, fault)))],
            Scans = scans.Count,
        };
        result.Dataset?.Save(Path.Combine(full, "dataset.json"));
        ImportReport.Of(result, layout, rule, source).Save(Path.Combine(full, ReportName));
        return result;
    }

    private static Case Copied(string folder, Case c, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return CaseCopy.Into(folder, c);
    }

    private static InvalidInputException NotSo(string path, DatasetImporter layout, SourceDirectory tree)
    {
        var likeness = DatasetImporters.All.Where(other => other.Recognise(tree) > 0).MaxBy(other => other.Recognise(tree));
        var advice = likeness is not null
            ? $"It looks like {likeness.Title}: give --layout {likeness.Name}."
            : $"Known layouts are {string.Join(", ", DatasetImporters.Names)}.";
        return new InvalidInputException(
            path, $"does not have the layout of {layout.Title}. Expected: {layout.Expected}. Found: {tree.Description()}. {advice}");
    }

    private ImportOutcome[] Outcomes(IReadOnlyList<SourceScan> taken, string folder, ImportWriting writing)
    {
        var import = new ScanImport
        {
            Folder = folder,
            Tree = source.Tree,
            Rule = rule,
            PreTreatmentOnly = source.Options.PreTreatmentOnly,
            Site = Site(),
        };
        var outcomes = new ImportOutcome[taken.Count];
        var done = 0;
        Parallel.For(
            0, taken.Count, new ParallelOptions { MaxDegreeOfParallelism = writing.Threads, CancellationToken = writing.Cancellation }, i =>
        {
            outcomes[i] = import.Import(taken[i]);
            writing.Progress?.Report((Interlocked.Increment(ref done), taken.Count));
        });
        return outcomes;
    }

    private void CheckLabels(ImportOutcome[] outcomes)
    {
        var found = outcomes.SelectMany(outcome => outcome.Labels).Distinct().Order().ToList();
        if (rule is { Any: false, Lesion: null } && found.Count > 1)
        {
            // Also where each mask holds one: 1 in this scan and 2 in that may be two tissues.
            var first = outcomes.FirstOrDefault(outcome => outcome.Undecided is not null);
            throw new ArgumentException(
                $"Option '--labels' must state which labels are metastasis: the masks hold {string.Join(", ", found)}"
                + $"{(first is null ? "" : $", several in one mask (the first is {first.Scan.Id})")}. Give numbers with commas between, "
                + "or 'any'.",
                nameof(outcomes));
        }

        if (found.Count > 0 && !found.Any(rule.IsLesion))
        {
            throw new InvalidInputException(
                source.Tree.Root,
                    $"none of the labels that are to be metastasis ({rule.Text()}) is in any mask; there are {string.Join(", ", found)}. "
                        + "Give them with --labels.");
        }

        if (rule is { IsChosen: false, Lesion: { } lesion, Cavity: { } cavity }
            && found.Contains(cavity) && lesion.Any(label => !found.Contains(label)))
        {
            throw new InvalidInputException(
                source.Tree.Root,
                $"masks hold the labels {string.Join(", ", found)}; of the metastasis labels {rule.Text()} not all are among them, but "
                    + $"{cavity}, a resection cavity by the names of this data "
                + $"set{rule.KnownNames("")}, is. Sets before 2023 mark enhancing tumour with 4: give --labels 1,4 if this is one, else "
                + $"--labels {string.Join(',', lesion.Order())}.");
        }
    }

    private string Name() =>
        source.Options.Name
        ?? (source.Tree.IsFile ? Path.GetFileNameWithoutExtension(source.Tree.Files[0]) : new DirectoryInfo(source.Tree.Root).Name);

    private string Site() => source.Options.Site ?? layout.Site ?? "";
}

/// <summary>
/// Options of an import for what the files of a data set do not state. Each names the option of <c>mets import</c> that sets it.
/// </summary>
internal sealed record ImportOptions
{
    /// <summary>The layout of the files, one of <see cref="DatasetImporters"/> (<c>--layout</c>).</summary>
    public required string Layout { get; init; }

    /// <summary>Name of the data set (<c>--name</c>); null for the name of its folder or file.</summary>
    public string? Name { get; init; }

    /// <summary>The site of every scan (<c>--site</c>); null for the site of the layout or the files.</summary>
    public string? Site { get; init; }

    /// <summary>Which sequence is the T1 post-contrast image (<c>--channel</c>), in the layout's own names.</summary>
    public string? Channel { get; init; }

    /// <summary>Which labels of the masks are metastasis (<c>--labels</c>): numbers or names with commas between, or "any".</summary>
    public string? Labels { get; init; }

    /// <summary>Which kind of mask is the reference (<c>--mask</c>), in the layout's own names.</summary>
    public string? Mask { get; init; }

    /// <summary>The part of a case's name that is its patient (<c>--patient</c>): "case", or a regular expression with one group.</summary>
    public string? Patient { get; init; }

    /// <summary>The table about the scans (<c>--metadata</c>), .xlsx, .csv or .tsv; null for the one the layout finds by name.</summary>
    public string? Metadata { get; init; }

    /// <summary>Keep scans without a mask, as cases without a reference (<c>--keep-without-mask</c>).</summary>
    public bool KeepWithoutMask { get; init; }

    /// <summary>Keep the first scan of each patient only (<c>--first-only</c>).</summary>
    public bool FirstOnly { get; init; }

    /// <summary>Exclude scans after treatment, as far as the data set records it (<c>--pre-treatment-only</c>).</summary>
    public bool PreTreatmentOnly { get; init; }

    /// <summary>The options that only some layouts have, by name, as far as they were given.</summary>
    internal IEnumerable<string> Given() =>
        new (string Option, bool IsGiven)[]
        {
            ("--channel", Channel is not null), ("--mask", Mask is not null), ("--patient", Patient is not null),
                ("--metadata", Metadata is not null),
            ("--first-only", FirstOnly), ("--pre-treatment-only", PreTreatmentOnly),
        }.Where(choice => choice.IsGiven).Select(choice => choice.Option);
}

/// <summary>How an import is written.</summary>
internal sealed record ImportWriting
{
    /// <summary>Copy the images next to dataset.json; otherwise it refers to them in place.</summary>
    public bool Copy { get; init; }

    /// <summary>Scans processed in parallel.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives the number of scans done and the number of all, from any thread.</summary>
    public IProgress<(int Done, int Scans)>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

/// <summary>The result of an import.</summary>
internal sealed record ImportResult
{
    /// <summary>The cases as written to dataset.json; null when none was left, and then nothing was written but import.json.</summary>
    public DatasetIndex? Dataset { get; init; }

    public required IReadOnlyList<ImportedCase> Cases { get; init; }

    public required IReadOnlyList<ExcludedScan> SetAside { get; init; }

    public required IReadOnlyList<ImportFault> Faults { get; init; }

    /// <summary>Scans found in the data set: cases, excluded scans and scans with errors.</summary>
    public required int Scans { get; init; }
}

/// <summary>Where a case comes from and what was done to it; one entry of import.json.</summary>
internal sealed record ImportedCase
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>The image in the data set, relative to its folder.</summary>
    public required string T1c { get; init; }

    /// <summary>The mask in the data set, relative to its folder; null when there is none.</summary>
    public string? Reference { get; init; }

    /// <summary>True when the reference was made from a label map and lies next to dataset.json.</summary>
    public bool ReferenceDerived { get; init; }

    /// <summary>Labels of the mask other than 0; empty when the mask is, null without a mask.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>
    /// Treatment before the scan, as the data set records it: null when unknown, "none" when it records that there was none.
    /// </summary>
    public string? Treatment { get; init; }

    /// <summary>The id of the same scan in another data set: the two must never be on different sides of a split.</summary>
    public string? OtherId { get; init; }

    /// <summary>Assumptions and inconsistencies that do not make the scan unusable.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A scan of the data set that is not a case, with the reason.</summary>
/// <param name="Scan">The id it would have had.</param>
/// <param name="Reason">
/// One of a few terms, for counting: "missing sequence", "no mask", "post-treatment", "treatment unknown", "follow-up".
/// </param>
/// <param name="Detail">What was found and what was expected.</param>
internal sealed record ExcludedScan(string Scan, string Reason, string Detail);

/// <summary>An error of one scan, which is therefore not a case.</summary>
/// <param name="Scan">Its id; two scans may share it, which may be the error.</param>
/// <param name="Reason">What was found, what was expected, where.</param>
internal sealed record ImportFault(string Scan, string Reason);

/// <summary>The keys of import.json: the options, the cases, and the excluded scans with reasons.</summary>
internal sealed record ImportReport
{
    private const int Schema = 1;

    public int SchemaVersion { get; init; } = Schema;

    public required string Layout { get; init; }

    /// <summary>Last part of the path of the data set; the rest is private to the user.</summary>
    public required string Source { get; init; }

    public required ImportOptions Options { get; init; }

    /// <summary>Which labels are metastasis; null when the masks hold one label.</summary>
    public string? Labels { get; init; }

    public required int Scans { get; init; }

    public required int Patients { get; init; }

    public required IReadOnlyList<ImportedCase> Cases { get; init; }

    public required IReadOnlyList<ExcludedScan> SetAside { get; init; }

    public required IReadOnlyList<ImportFault> Faults { get; init; }

    public static ImportReport Of(ImportResult result, DatasetImporter layout, LabelRule rule, ImportSource source) => new()
    {
        Layout = layout.Name,
        Source = source.Tree.IsFile ? source.Tree.Files[0] : new DirectoryInfo(source.Tree.Root).Name,
        Options = source.Options with { Metadata = Path.GetFileName(source.Options.Metadata) },
        Labels = rule.Text(),
        Scans = result.Scans,
        Patients = result.Cases.Select(c => c.Patient).Distinct().Count(),
        Cases = result.Cases,
        SetAside = result.SetAside,
        Faults = result.Faults,
    };

    /// <summary>The file appears under its name only when it is complete.</summary>
    public void Save(string path) => JsonFile.Write(path, this, JsonFormats.Listing);
}
