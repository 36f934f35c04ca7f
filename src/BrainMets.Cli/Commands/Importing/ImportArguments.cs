using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Dicom;

namespace BrainMets.Cli;

/// <summary>The options of <c>mets import</c> that say what the files do not.</summary>
internal sealed class ImportArguments
{
    private readonly Option<string> layout = new("--layout") { Description = $"How the data set lies: {ImportCommand.LayoutNames}", HelpName = "LAYOUT", Required = true };

    private readonly Option<string?> name = new("--name") { Description = "Name of the data set (default: name of its folder)", HelpName = "NAME" };

    private readonly Option<string?> site = new("--site") { Description = "Where the scans were made; asked for where the layout does not tell", HelpName = "NAME" };

    private readonly Option<string?> channel = new("--channel") { Description = "Which image is T1 post-contrast (brainmetshare, nyumets, nnunet, bids)", HelpName = "IMAGE" };

    private readonly Option<string?> labels = new("--labels") { Description = "Which labels are metastasis: numbers or names with commas between, or any", HelpName = "LABELS" };

    private readonly Option<string?> mask = new("--mask") { Description = "Which masks are the reference (bids)", HelpName = "KIND" };

    private readonly Option<string?> patient = new("--patient") { Description = "What of a case's name is the patient: case, or a pattern with one group (nnunet)", HelpName = "PATTERN" };

    private readonly Option<string?> metadata = new("--metadata") { Description = "The data set's table about its scans (ucsf-bmsr; default: the one found by name)", HelpName = "FILE" };

    private readonly Option<string?> reference = new("--reference")
    {
        Description = "Which outlines are the reference: a pattern over \"file / series description / label of the set / name\" (dicom, gk-hippo)",
        HelpName = "PATTERN",
    };

    private readonly Option<string[]> readers = new("--reader")
    {
        Description = "Which outlines are those of a further reader; may be given several times (dicom, gk-hippo)",
        HelpName = "NAME=PATTERN",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> firstOnly = new("--first-only") { Description = "Only the first scan of each patient (ucsf-bmsr, brats-mets)" };

    private readonly Option<bool> preTreatmentOnly = new("--pre-treatment-only") { Description = "Set scans after surgery aside, as far as the data set tells (ucsf-bmsr, brats-mets)" };

    private readonly Option<bool> keepWithoutMask = new("--keep-without-mask") { Description = "Keep scans without a mask, as cases without a reference" };

    private readonly Option<bool> copy = new("--copy") { Description = "Copy the images beside dataset.json in place of naming them where they lie" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { layout, name, site, channel, labels, mask, patient, metadata, reference, readers, firstOnly, preTreatmentOnly, keepWithoutMask, copy })
        {
            command.Add(option);
        }
    }

    public bool IsDicom(ParseResult parsed) => DicomImport.Layouts.Contains(parsed.GetRequiredValue(layout));

    /// <exception cref="UsageException">A choice that means nothing to DICOM, or a reader without a name.</exception>
    public DicomImportOptions ForDicom(ParseResult parsed)
    {
        var strange = new Option[] { channel, labels, mask, patient, metadata, firstOnly, preTreatmentOnly }.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
        if (strange.Count > 0)
        {
            throw new UsageException($"Layout '{parsed.GetRequiredValue(layout)}' has no use for {string.Join(" and ", strange)}; it takes --reference and --reader.");
        }

        var named = parsed.GetRequiredValue(readers).Select(text => NamedPath.Parse("--reader", text)).ToList();
        if (named.GroupBy(reader => reader.Name).FirstOrDefault(reader => reader.Count() > 1) is { } twice)
        {
            throw new UsageException($"--reader {twice.Key} is given {twice.Count()} times; one pattern may hold several alternatives: A|B.");
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
