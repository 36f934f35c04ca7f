using System.CommandLine;
using BrainMets.Datasets.Importing;

namespace BrainMets.Cli.Commands.Importing;

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

    private readonly Option<bool> firstOnly = new("--first-only") { Description = "Only the first scan of each patient (ucsf-bmsr, brats-mets)" };

    private readonly Option<bool> preTreatmentOnly = new("--pre-treatment-only") { Description = "Set scans after surgery aside, as far as the data set tells (ucsf-bmsr, brats-mets)" };

    private readonly Option<bool> keepWithoutMask = new("--keep-without-mask") { Description = "Keep scans without a mask, as cases without a reference" };

    private readonly Option<bool> copy = new("--copy") { Description = "Copy the images beside dataset.json in place of naming them where they lie" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { layout, name, site, channel, labels, mask, patient, metadata, firstOnly, preTreatmentOnly, keepWithoutMask, copy })
        {
            command.Add(option);
        }
    }

    public bool Copies(ParseResult parsed) => parsed.GetValue(copy);

    public ImportOptions From(ParseResult parsed) => new()
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
