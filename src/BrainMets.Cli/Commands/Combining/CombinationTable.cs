using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>A combination for the terminal; undefined is written as such, never as a number.</summary>
internal static class CombinationTable
{
    public static void Write(IAnsiConsole console, CombinationSummary summary)
    {
        if (summary.Selection is { } selection)
        {
            WriteFigures(console, summary, selection);
        }

        if (summary is { Gate: { } gate, Counts: { } c })
        {
            console.WriteLine(
                $"{summary.Cases.Count} cases put together, {CombinationText.Gate(gate, summary.Models)}: {c.Findings} findings, {c.SeenByBoth} seen by both; "
                + $"{c.TakenFromSmall} taken from {summary.Models.Small}, {c.TakenFromLarge} from {summary.Models.Large}; "
                + $"dropped {c.DroppedBelowGate} small ones seen only by {summary.Models.Large} and {c.DroppedFromGateOn} large ones seen only by {summary.Models.Small}. "
                + $"{c.CombinedLesions} lesions{(c.JoinedLesions > 0 ? $", {c.JoinedLesions} of them joined of touching outlines" : "")}."
                + (summary.Connectivity is { } neighbours ? $" Voxels join to lesions by {(int)neighbours} neighbours." : ""));
        }
    }

    private static void WriteFigures(IAnsiConsole console, CombinationSummary summary, GateSelectionResult s)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("rule", "sensitivity", "precision", "F1", "95 % interval", s.IsChosen ? "apparent gain" : "gain", "95 % interval");
        if (s.IsChosen)
        {
            table.AddColumns("corrected gain", "95 % interval");
        }

        if (s.Gates.FirstOrDefault(g => g.Gate == s.Gate) is { } at)
        {
            Row(table, CombinationText.Gate(at.Gate, summary.Models), (at.Sensitivity, at.Precision, at.F1), null, null, s.IsChosen);
        }

        foreach (var b in s.Baselines)
        {
            Row(table, summary.Models.NameOf(b.Baseline), (b.Sensitivity, b.Precision, b.F1), b.Gain, b.HeldOutGain, s.IsChosen);
        }

        console.Write(table);
        foreach (var sentence in CombinationText.Sentences(summary, s))
        {
            console.WriteLine(sentence);
        }
    }

    private static void Row(
        Table table, string rule, (Estimate Sensitivity, Estimate Precision, Estimate F1) figures, Estimate? gain, Estimate? corrected, bool isChosen)
    {
        string[] cells =
        [
            rule, NumberText.Fixed(figures.Sensitivity.Value, "0.000"), NumberText.Fixed(figures.Precision.Value, "0.000"),
            NumberText.Fixed(figures.F1.Value, "0.000"), NumberText.Interval(figures.F1, "0.000"), .. Gain(gain), .. isChosen ? Gain(corrected) : [],
        ];
        table.AddRow([.. cells.Select(c => new Text(c))]);
    }

    private static string[] Gain(Estimate? gain) =>
        gain is null ? ["", ""] : [CombinationText.WithSign(gain.Value), NumberText.Interval(gain, CombinationText.SignedFormat)];
}
