using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Dicom;
using BrainMets.Prediction;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets import</c>: a public or own data set to a dataset.json.</summary>
internal static class ImportCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("import", "Make a dataset.json of a public or own data set; nothing in it is changed");
        var source = command.Argument("SRC", "The folder the data set was unpacked to, or the table of --layout csv");
        var options = new ImportArguments(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            if (options.IsDicom(parsed))
            {
                return DicomImporting.Run(session, parsed.GetRequiredValue(source), options.ForDicom(parsed),
                    folder => Outside(output, parsed, folder), inputs => output.Prepare(parsed, inputs));
            }

            var import = DatasetImport.Find(parsed.GetRequiredValue(source), options.From(parsed));
            if (import.SourceFolder is { } folder)
            {
                Outside(output, parsed, folder);
            }

            return Run(session, import, options.Copies(parsed), output.Prepare(parsed, import.Inputs));
        });
    }

    /// <exception cref="UsageException">The output would lie in the data set.</exception>
    private static void Outside(OutputFolder output, ParseResult parsed, string folder)
    {
        if (output.LiesUnder(parsed, folder))
        {
            throw new UsageException(
                $"The output folder would lie in the data set {folder}, in which nothing is changed. Choose another -o.");
        }
    }

    private static int Run(Session session, DatasetImport import, bool copies, string folder)
    {
        var result = ProgressDisplay.Show(session, progress => import.Write(folder, new ImportWriting
        {
            Copy = copies,
            Threads = session.Threads,
            Progress = new CountedProgress(progress, "import", "scans"),
            Cancellation = session.Cancellation,
        }));
        return new ImportSummary(session, folder).Show(result);
    }

    /// <summary>For the help: every layout by name.</summary>
    internal static string LayoutNames => string.Join(", ", DatasetImporters.Names.Concat(DicomImport.Layouts));
}

/// <summary>The options of <c>mets import</c> that say what the files do not.</summary>
internal sealed class ImportArguments
{
    private readonly Option<string> layout;
    private readonly Option<string?> name;
    private readonly Option<string?> site;
    private readonly Option<string?> channel;
    private readonly Option<string?> labels;
    private readonly Option<string?> mask;
    private readonly Option<string?> patient;
    private readonly Option<string?> metadata;
    private readonly Option<string?> reference;
    private readonly Option<string[]> readers;
    private readonly Option<bool> firstOnly;
    private readonly Option<bool> preTreatmentOnly;
    private readonly Option<bool> keepWithoutMask;
    private readonly Option<bool> copy;

    public ImportArguments(Command command)
    {
        layout = command.Required<string>("--layout", "LAYOUT", $"How the data set lies: {ImportCommand.LayoutNames}");
        name = command.Optional<string?>("--name", "NAME", "Name of the data set (default: name of its folder)");
        site = command.Optional<string?>("--site", "NAME", "Where the scans were made; asked for where the layout does not tell");
        channel = command.Optional<string?>("--channel", "IMAGE", "Which image is T1 post-contrast (brainmetshare, nyumets, nnunet, bids)");
        labels = command.Optional<string?>(
            "--labels", "LABELS", "Which labels are metastasis: numbers or names with commas between, or any");
        mask = command.Optional<string?>("--mask", "KIND", "Which masks are the reference (bids)");
        patient = command.Optional<string?>(
            "--patient", "PATTERN", "What of a case's name is the patient: case, or a pattern with one group (nnunet)");
        metadata = command.Optional<string?>(
            "--metadata", "FILE", "The data set's table about its scans (ucsf-bmsr; default: the one found by name)");
        reference = command.Optional<string?>(
            "--reference", "PATTERN",
            "Which outlines are the reference: a pattern over \"file / series description / label of the set / name\" (dicom, gk-hippo)");
        readers = command.Several(
            "--reader", "NAME=PATTERN", "Which outlines are those of a further reader; may be given several times (dicom, gk-hippo)");
        firstOnly = command.Flag("--first-only", "Only the first scan of each patient (ucsf-bmsr, brats-mets)");
        preTreatmentOnly = command.Flag(
            "--pre-treatment-only", "Set scans after surgery aside, as far as the data set tells (ucsf-bmsr, brats-mets)");
        keepWithoutMask = command.Flag("--keep-without-mask", "Keep scans without a mask, as cases without a reference");
        copy = command.Flag("--copy", "Copy the images beside dataset.json in place of naming them where they lie");
    }

    public bool IsDicom(ParseResult parsed) => DicomImport.Layouts.Contains(parsed.GetRequiredValue(layout));

    /// <exception cref="UsageException">A choice that means nothing to DICOM, or a reader without a name.</exception>
    public DicomImportOptions ForDicom(ParseResult parsed)
    {
        var strange = new Option[] { channel, labels, mask, patient, metadata, firstOnly, preTreatmentOnly }.Where(
            option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
        if (strange.Count > 0)
        {
            throw new UsageException(
                $"Layout '{parsed.GetRequiredValue(layout)}' has no use for {string.Join(" and ", strange)}; it takes --reference and "
                    + "--reader.");
        }

        var named = parsed.GetRequiredValue(readers).Select(text => NamedPath.Parse("--reader", text)).ToList();
        if (named.GroupBy(reader => reader.Name).FirstOrDefault(reader => reader.Count() > 1) is { } twice)
        {
            throw new UsageException(
                $"--reader {twice.Key} is given {twice.Count()} times; one pattern may hold several alternatives: A|B.");
        }

        return new DicomImportOptions
        {
            Layout = parsed.GetRequiredValue(layout),
            Name = parsed.GetValue(name),
            Site = parsed.GetValue(site),
            Reference = parsed.GetValue(reference),
            Readers = named.ToDictionary(reader => reader.Name, reader => reader.Path),
            KeepWithoutMask = parsed.GetValue(keepWithoutMask),
        };
    }

    public bool Copies(ParseResult parsed) => parsed.GetValue(copy);

    /// <exception cref="UsageException">A choice that only DICOM knows.</exception>
    public ImportOptions From(ParseResult parsed) => parsed.GetValue(reference) is not null || parsed.GetRequiredValue(readers).Length > 0
        ? throw new UsageException($"--reference and --reader name outlines in DICOM; layout '{parsed.GetRequiredValue(layout)}' has none.")
        : Chosen(parsed);

    private ImportOptions Chosen(ParseResult parsed) => new()
    {
        Layout = parsed.GetRequiredValue(layout),
        Name = parsed.GetValue(name),
        Site = parsed.GetValue(site),
        Channel = parsed.GetValue(channel),
        Labels = parsed.GetValue(labels),
        Mask = parsed.GetValue(mask),
        Patient = parsed.GetValue(patient),
        Metadata = parsed.GetValue(metadata),
        FirstOnly = parsed.GetValue(firstOnly),
        PreTreatmentOnly = parsed.GetValue(preTreatmentOnly),
        KeepWithoutMask = parsed.GetValue(keepWithoutMask),
    };
}

/// <summary><c>mets import --layout dicom</c> and <c>gk-hippo</c>.</summary>
internal static class DicomImporting
{
    /// <param name="session">The command at work.</param>
    /// <param name="source">The folder to look through.</param>
    /// <param name="options">What the user said.</param>
    /// <param name="checkOutside">Refuses an output folder within a folder.</param>
    /// <param name="prepare">Makes the output folder ready, given the inputs.</param>
    public static int Run(
        Session session, string source, DicomImportOptions options, Action<string> checkOutside, Func<IEnumerable<string>, string> prepare)
    {
        checkOutside(Path.GetFullPath(source));
        using var codec = new DicomCodec();
        var import = ProgressDisplay.Show(session,
            progress => DicomImport.Find(codec, source, options, new CountedProgress(progress, "scan", "files"), session.Cancellation));
        var folder = prepare(import.Inputs);
        var result = ProgressDisplay.Show(
            session, progress => import.Write(folder, new CountedProgress(progress, "import", "examinations"), session.Cancellation));
        return new ImportSummary(session, folder).Show(result);
    }
}

/// <summary>What an import tells people, and its exit code: cases, what was set aside and why, every fault.</summary>
internal sealed class ImportSummary(Session session, string folder)
{
    /// <summary>More than these are counted; import.json lists all.</summary>
    private const int MostNamed = 5;

    public int Show(ImportResult result)
    {
        foreach (var reason in result.SetAside.GroupBy(scan => scan.Reason))
        {
            session.Say($"Set aside, {reason.Key}: {Counted([.. reason.Select(scan => scan.Scan)], "scan")}.");
        }

        foreach (var fault in result.Faults)
        {
            session.Log.Error($"{fault.Scan}: {fault.Reason}");
        }

        var warned = result.Cases.Where(c => c.Warnings.Count > 0).ToList();
        if (warned.Count > 0)
        {
            session.Log.Warning(
                $"{Counted([.. warned.Select(c => c.Case)], "case")}: something had to be assumed or is at odds, the first: "
                    + $"{warned[0].Warnings[0]} {DatasetImport.ReportName} has all.");
        }

        if (result.Cases.Any(c => c.OtherId is not null))
        {
            session.Log.Warning(
                $"{result.Cases.Count(c => c.OtherId is not null)} cases are also part of BraTS-METS ({DatasetImport.ReportName}, "
                    + "otherId). Never train on one and test on the other.");
        }

        if (result.Dataset is not null)
        {
            Say(result);
        }

        return Conclude(result);
    }

    private void Say(ImportResult result)
    {
        var cases = result.Cases;
        var without = cases.Count(c => c.Reference is null);
        var empty = cases.Count(c => c.Labels is []);
        var derived = cases.Count(c => c.ReferenceDerived);
        session.Out.WriteLine(
            $"{cases.Count} of {Number(result.Scans, "scan")}, {Number(cases.Select(c => c.Patient).Distinct().Count(), "patient")}: "
                + $"{Path.Combine(folder, "dataset.json")}"
            + (derived > 0 ? $"; {Number(derived, "mask")} made of label maps" : "")
            + (empty > 0 ? $"; {empty} with nothing marked" : "")
            + (without > 0 ? $"; {without} without a reference" : ""));
    }

    private int Conclude(ImportResult result)
    {
        var failures = result.Faults.GroupBy(fault => fault.Scan)
            .Select(scan => new CaseFailure(scan.Key, string.Join("\n", scan.Select(fault => fault.Reason)))).ToList();
        if (failures.Count > 0)
        {
            JsonFile.Write(Path.Combine(folder, BatchPrediction.FailuresName), failures, JsonFormats.Run);
        }

        if (result.Dataset is null)
        {
            session.Log.Error(
                $"No case is left of {result.Scans} scans; {Path.Combine(folder, DatasetImport.ReportName)} says why for each. No "
                    + "dataset.json was written.");
            return ExitCode.Failed;
        }

        if (failures.Count == 0)
        {
            return ExitCode.Done;
        }

        session.Log.Error(
            $"{failures.Count} of {result.Scans} scans failed and are no cases; {Path.Combine(folder, BatchPrediction.FailuresName)} "
                + "names them.");
        return ExitCode.SomeCasesFailed;
    }

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Counted(IReadOnlyList<string> ids, string what) =>
        $"{Number(ids.Count, what)} ({string.Join(", ", ids.Take(MostNamed))}{(ids.Count > MostNamed ? ", …" : "")})";
}
