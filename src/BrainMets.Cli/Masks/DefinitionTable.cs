using BrainMets.Evaluation;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>The same masks under every preset, for the terminal; nothing when that was not asked for.</summary>
internal static class DefinitionTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        if (result.DefinitionSensitivity is not { } rows)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("same masks, rules of", "lesions", "sensitivity", "precision", "F1", "FP/patient", "Dice", "HD95 A", "HD95 B", "HD95 C", "n");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Preset,
                $"{row.ReferenceLesions}",
                NumberText.Fixed(row.Sensitivity, "0.000"),
                NumberText.Fixed(row.Precision, "0.000"),
                NumberText.Fixed(row.F1, "0.000"),
                NumberText.Fixed(row.FalsePositivesPerPatient, "0.00"),
                NumberText.Fixed(row.Dice, "0.000"),
                NumberText.Fixed(row.Hd95Mm.Pooled, "0.00"),
                NumberText.Fixed(row.Hd95Mm.MaxDirected, "0.00"),
                NumberText.Fixed(row.Hd95Mm.AreaWeighted, "0.00"),
                $"{row.N}");
        }

        console.Write(table);
        console.WriteLine("Dice and HD95 (mm) are means over found lesions, no penalties; A pooled, B max of directed, C area-weighted.");
    }
}
