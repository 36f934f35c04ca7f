using BrainMets.Evaluation;
using BrainMets.Reporting.Markup;
using Spectre.Console;

namespace BrainMets.Cli.Masks;

/// <summary>The main figures of an evaluation for the terminal; undefined is written as such, never as a number.</summary>
internal static class EvaluationTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        var s = result.Summary;
        var main = new Table().Border(TableBorder.Simple).AddColumns("figure", "value", "95 % interval", "n", "undefined");
        Add(main, "sensitivity", s.Sensitivity, "0.000");
        Add(main, "precision", s.Precision, "0.000");
        Add(main, "F1", s.F1, "0.000");
        Add(main, "false positives per patient", s.FalsePositivesPerPatient, "0.00");
        Add(main, "Dice of found lesions", s.Dice, "0.000");
        Add(main, "HD95 of found lesions, mm", s.Hd95Mm, "0.00");
        console.Write(main);

        var byVolume = new Table().Border(TableBorder.Simple).AddColumns("volume, cc", "reference", "found", "sensitivity", "predicted", "false", "precision");
        foreach (var bin in result.ByVolume.Where(bin => bin.ReferenceLesions + bin.PredictedLesions > 0))
        {
            byVolume.AddRow(
                Range(bin),
                $"{bin.ReferenceLesions}",
                $"{bin.Detected}",
                Quantity.Fixed(bin.Sensitivity.Value, "0.000"),
                $"{bin.PredictedLesions}",
                $"{bin.FalsePositives}",
                Quantity.Fixed(bin.Precision.Value, "0.000"));
        }

        console.Write(byVolume);
        console.WriteLine($"Cases: {result.Cases.Count}, patients: {s.Patients}. Matching preset '{result.Matching.Name}'.");
    }

    private static void Add(Table table, string name, Estimate estimate, string format) =>
        table.AddRow(name, Quantity.Fixed(estimate.Value, format), Quantity.Interval(estimate, format), $"{estimate.N}", $"{estimate.Undefined}");

    private static string Range(VolumeBin bin) => (bin.LowMm3, bin.HighMm3) switch
    {
        (null, { } high) => $"< {Quantity.CcText(high)}",
        ({ } low, null) => $">= {Quantity.CcText(low)}",
        var (low, high) => $"{Quantity.CcText(low)} to {Quantity.CcText(high)}",
    };
}
