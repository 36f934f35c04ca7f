using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>
/// A public or own data set on its way to a dataset.json (docs/importing.md): first the scans are found by their names, then each is looked
/// into and written. Nothing in the data set is changed.
/// </summary>
public sealed class DatasetImport
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
    public IEnumerable<string> Inputs => scans.SelectMany(scan => scan.Files()).Append(source.Tree.IsFile ? source.Tree.Full(source.Tree.Files[0]) : source.Tree.Root);

    /// <summary>The folder whose files are the data set's own; null when the source is a table.</summary>
    public string? SourceFolder => source.Tree.IsFile ? null : source.Tree.Root;

    /// <summary>Finds the scans under a folder, or in a table. No image is opened.</summary>
    /// <exception cref="ArgumentException">The layout is unknown, or a choice is missing, cannot be, or means nothing to the layout; each names its option.</exception>
    /// <exception cref="InvalidInputException">The source is not there, or does not lie as the layout says.</exception>
    public static DatasetImport Find(string path, ImportOptions options)
    {
        var layout = DatasetImporters.Named(options.Layout);
        var strange = options.Given().Except(layout.Takes).ToList();
        if (strange.Count > 0)
        {
            throw new ArgumentException(
                $"Layout '{layout.Name}' has no use for {string.Join(" and ", strange)}; "
                + $"{(layout.Takes.Count == 0 ? "it takes none of its own" : $"it takes {string.Join(", ", layout.Takes)}")}.",
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

    /// <summary>Looks into each scan and writes masks, copies, dataset.json and, last of all, import.json.</summary>
    /// <exception cref="ArgumentException">Masks hold several labels and nobody said which are metastasis; nothing is written then.</exception>
    /// <exception cref="InvalidInputException">None of the metastasis labels is in any mask, or they are those of an older edition; masks made are taken away again.</exception>
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
        var cases = taken.Select(outcome => outcome.Case! with { PriorOf = outcome.Case.PriorOf is { } later && ids.Contains(later) ? later : null });
        var written = cases.Select(c => writing.Copy ? Copied(full, c, writing.Cancellation) : c).ToList();
        var result = new ImportResult
        {
            Dataset = written.Count == 0 ? null : new DatasetIndex { Name = Name(), Site = Site(), Cases = written },
            Cases = [.. taken.Select(outcome => outcome.Report!)], // Goes with the case.
            SetAside = [.. selection.SetAside, .. outcomes.Select(outcome => outcome.SetAside).OfType<ExcludedScan>()],
            Faults = [.. selection.Faults, .. outcomes.SelectMany(outcome => outcome.Faults.Select(fault => new ImportFault(outcome.Scan.Id, fault)))],
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
        var advice = likeness is not null ? $"It looks like {likeness.Title}: give --layout {likeness.Name}." : $"Known layouts are {string.Join(", ", DatasetImporters.Names)}.";
        return new InvalidInputException(path, $"does not lie as {layout.Title} does. Expected: {layout.Expected}. Found: {tree.Description()}. {advice}");
    }

    private ImportOutcome[] Outcomes(IReadOnlyList<SourceScan> taken, string folder, ImportWriting writing)
    {
        var import = new ScanImport { Folder = folder, Tree = source.Tree, Rule = rule, PreTreatmentOnly = source.Options.PreTreatmentOnly, Site = Site() };
        var outcomes = new ImportOutcome[taken.Count];
        var done = 0;
        Parallel.For(0, taken.Count, new ParallelOptions { MaxDegreeOfParallelism = writing.Threads, CancellationToken = writing.Cancellation }, i =>
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
                $"Option '--labels' says which labels are metastasis: the masks hold {string.Join(", ", found)}"
                + $"{(first is null ? "" : $", several in one mask (the first is {first.Scan.Id})")}. Give numbers with commas between, or 'any'.",
                nameof(outcomes));
        }

        if (found.Count > 0 && !found.Any(rule.IsLesion))
        {
            throw new InvalidInputException(
                source.Tree.Root, $"none of the labels that are to be metastasis ({rule.Text()}) is in any mask; there are {string.Join(", ", found)}. Say which with --labels.");
        }

        if (rule is { IsChosen: false, Lesion: { } lesion, Cavity: { } cavity } && found.Contains(cavity) && lesion.Any(label => !found.Contains(label)))
        {
            throw new InvalidInputException(
                source.Tree.Root,
                $"masks hold the labels {string.Join(", ", found)}; of the metastasis labels {rule.Text()} not all are among them, but {cavity}, a resection cavity by the names of this data "
                + $"set{rule.KnownNames("")}, is. Sets before 2023 mark enhancing tumour with 4: give --labels 1,4 if this is one, else --labels {string.Join(',', lesion.Order())}.");
        }
    }

    private string Name() =>
        source.Options.Name
        ?? (source.Tree.IsFile ? Path.GetFileNameWithoutExtension(source.Tree.Files[0]) : new DirectoryInfo(source.Tree.Root).Name);

    private string Site() => source.Options.Site ?? layout.Site ?? "";
}
