using System.Text;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>README.md of a model folder, the model's card for people, with its figures of reliability.</summary>
internal static class ModelReadme
{
    private const string Name = "README.md";

    /// <summary>
    /// Writes README.md, reliability-voxels and reliability-findings (SVG and PNG) and reliability.csv into the model's folder.
    /// </summary>
    public static void Write(AssembledModel model)
    {
        ReliabilityContent? Figure(string name, string title, string amount, ReliabilityPair? pair) =>
            pair is null ? null : new ReliabilityContent(name, title, amount, pair);
        ReliabilityContent[] figures = [.. new[]
        {
            Figure("reliability-voxels", "Voxels: is probability frequency?", "litres of brain", model.Voxels),
            Figure("reliability-findings", "Findings: is probability frequency?", "findings", model.Findings),
        }.OfType<ReliabilityContent>()];
        foreach (var figure in figures)
        {
            ReliabilityFigure.Make(figure).Save(model.Folder);
        }

        ReliabilityFigure.Values(figures).Save(model.Folder);
        AtomicFile.WriteText(Path.Combine(model.Folder, Name), Text(model.Card, figures));
    }

    private static string Text(ModelCard card, IReadOnlyList<ReliabilityContent> figures)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        Line($"# {card.Name}");
        Line();
        Line($"**Research use; not a medical device.** {card.Limits}");
        Line();
        Line("| | |\n|---|---|");
        Line($"| networks | {card.Networks.Count}, probabilities averaged{(card.Calibration is null ? "" : " and calibrated")}; one in "
            + $"memory at a time |");
        Line("| input | one T1 post-contrast volume; brain extraction, normalisation and resampling are part of the program |");
        Line($"| trained on | {card.TrainedOn} |");
        Line($"| weights | {string.Join(", ", card.Networks.Select(n => $"`{n.File}`"))}; SHA-256 of each in `card.json`, checked "
            + $"whenever it is loaded |");
        Line();
        Line("## Intended use\nTo detect, segment and measure brain metastases on T1 post-contrast MRI in research. Every finding is to be "
            + "looked at by a reader.");
        Line();
        Line("## What it cannot do");
        Line($"- {card.Limits}");
        Line("- It does not distinguish a metastasis from other enhancing tissue (vessels, meningioma, primary tumour, treatment effects) "
            + "beyond "
            + "what its training showed it.");
        Line("- A scan without findings is no proof that there is no metastasis; see sensitivity below.");
        Line("- Calibrated probabilities hold for scans like those they were fitted on, with as many lesions; elsewhere they may be off.");
        Line();
        Points(card, Line);
        Calibration(card, figures, Line);
        Line("## Use\n```sh");
        Line("./mets predict -i scans -m FOLDER -o predicted\n```");
        return text.ToString();
    }

    private static void Points(ModelCard card, Action<string> line)
    {
        line("## Operating points");
        if (card.Validation is not { } validation)
        {
            return;
        }

        line($"Chosen on {validation.Cases} validation scans of {validation.Patients} patients with {validation.Lesions} lesions of at "
            + $"least {validation.MinVolumeMm3:0.##} mm³: sensitive by F2, balanced by panoptic "
            + "quality (F1 times Dice), precise by F0.5. Each value evaluates every patient at the threshold that the other patients "
            + "choose; intervals are 95 %, bootstrap over patients. These are validation "
            + "cases; a test needs cases that were not used before.");
        line(validation.CasesInTraining switch
        {
            null => "It is not known for all networks whether they were trained on one of these cases.",
            0 => "No network was trained on a case with one of these ids.",
            var seen => $"**{seen} of these cases have ids that a network was trained on; the results are optimistic.**",
        });
        if (card.OperatingPoints?.Outline is { } outline)
        {
            line($"A finding reaches the threshold of the point somewhere, and is segmented from {outline:0.####} on; that threshold was "
                + $"chosen with the balanced point, and is held out like it. Single networks are evaluated without.");
        }

        line("");
        line("| | point | threshold | sensitivity | false positives per scan | panoptic quality | Dice of found lesions "
            + "|\n|---|---|---|---|---|---|---|");
        NetworkMetrics[] all = validation.Networks.Count == 1 ? [validation.Ensemble] : [validation.Ensemble, .. validation.Networks];
        foreach (var (network, point) in all.SelectMany(n => n.Points.Select(p => (n, p))))
        {
            var f = point.HeldOut ?? point.SameCases;
            line($"| {network.Name} | {point.Point} | {point.Threshold:0.####} | {Text(f.Sensitivity)} | "
                + $"{Text(f.FalsePositivesPerCase)} | {Text(f.PanopticQuality)} | {Text(f.Dice)} |");
        }

        line("");
        line(validation.Ensemble.Points.All(p => p.HeldOut is null)
            ? "**Too few patients to leave one out: the results are of the cases the thresholds were chosen on, and optimistic.**"
            : "Thresholds of single networks are on their own maps. `card.json` also has the results without leaving patients out "
            + "(`sameCases`).");
        line("");
    }

    private static void Calibration(ModelCard card, IReadOnlyList<ReliabilityContent> figures, Action<string> line)
    {
        line("## Calibration");
        line(card.Calibration is { } c
            ? $"`probability.nii.gz` is calibrated: log odds of the mean times {c.Slope:0.####} plus {c.Intercept:0.####}, fitted on "
            + $"every voxel of {c.Cases} brains ({c.BrainMl:0} ml, {c.LesionMl:0.##} ml of it lesion). Thresholds refer to it."
            : "The map is the mean of the networks as it is; it could not be calibrated on these cases.");
        line(card.Findings is { } f
            ? $"`true_probability` in `lesions.csv` is the probability that a finding is a true lesion: from its maximum probability p, "
            + $"log "
            + $"odds times {f.Slope:0.####} plus {f.Intercept:0.####}, fitted on {f.Findings} findings ({f.TrueLesions} true) with p from "
            + $"{f.From:0.####} on."
            : "`true_probability` in `lesions.csv` is empty: it could not be fitted on these cases.");
        line("");
        line("| expected calibration error | before | after | from 0.1 on, before | after |\n|---|---|---|---|---|");
        foreach (var (what, errors) in new[] { ("voxels", card.Validation?.Voxels), ("findings", card.Validation?.Findings) }.Where(
            e => e.Item2 is not null))
        {
            string Error(double? value) => NumberText.Fixed(value, "0.0000");
            line($"| {what} | {Error(errors!.ErrorBefore)} | {Error(errors.ErrorAfter)} | {Error(errors.ErrorBeforeFromTenth)} | "
                + $"{Error(errors.ErrorAfterFromTenth)} |");
        }

        line("\nAfter: each patient by the fit on the others. Ten bins of equal width; nearly all of a brain lies in the lowest, hence "
            + "the column from 0.1 on.\n");
        foreach (var figure in figures)
        {
            line($"![{figure.Title}]({figure.Name}.png)\n");
        }
    }

    private static string Text(Estimate estimate) => NumberText.IsDefined(estimate)
        ? $"{NumberText.Value(estimate, "0.00")} ({NumberText.Interval(estimate, "0.00")}; n = {estimate.N})"
        : NumberText.Value(estimate, "0.00");
}
