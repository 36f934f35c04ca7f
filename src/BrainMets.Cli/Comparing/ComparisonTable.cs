using BrainMets.Evaluation;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>The main figures of a comparison for the terminal.</summary>
internal static class ComparisonTable
{
    public static void Write(IAnsiConsole console, ComparisonResult result)
    {
        var readers = new Table().Border(TableBorder.Simple)
            .AddColumns("reader", "judged by", "sensitivity", "precision", "F1", "false pos./patient", "Dice", "HD95, mm");
        void Add(string name, string judgedBy, EvaluationSummary s) => readers.AddRow(
            Markup.Escape(name), Markup.Escape(judgedBy), Text(s.Sensitivity, "0.000"), Text(s.Precision, "0.000"), Text(s.F1, "0.000"),
            Text(s.FalsePositivesPerPatient, "0.00"), Text(s.Dice, "0.000"), Text(s.Hd95Mm, "0.00"));
        foreach (var reader in result.Readers)
        {
            Add(reader.Name, result.Reference, reader.Summary);
            if (result.LeaveOneOut?.FirstOrDefault(r => r.Name == reader.Name) is { } alone)
            {
                Add("", alone.Others.Count == 1 ? $"{alone.Others[0]} alone" : $"{result.Reference} without {alone.Name}", alone.Summary);
            }
        }

        console.Write(readers);
        if (result.Consensus is { } method)
        {
            console.WriteLine($"Each reader helped to make the consensus, which flatters him. {LeaveOneOut.Note(method, result.Readers.Count)} All else here is by the consensus of all.");
        }

        foreach (var reader in result.Readers.Where(r => r.DroppedPredictions is not null))
        {
            console.WriteLine(
                $"{reader.Name}: components of the maps below {reader.DroppedPredictions!.BelowMm3:0.##} mm³ were dropped before comparing: " // just asked
                + $"{reader.DroppedPredictions.Components}. No figures at equal false-positive rates are given for {reader.Name}.");
        }

        foreach (var pair in result.Pairs)
        {
            Write(console, pair);
        }

        console.WriteLine(
            $"Cases: {result.Cases}, patients: {result.Patients}. Judged by: {result.Reference}. Matching preset '{result.Matching.Name}'. "
            + $"Findings that everybody marked: {result.Undisputed}, that somebody did not: {result.Disputed.Count} ({ComparisonFile.DisputedName}).");
    }

    private static void Write(IAnsiConsole console, ReaderPair pair)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape($"{pair.First} less {pair.Second}"))
            .AddColumns("metric", "difference", "95 % interval", "p", "adjusted p", "patients", "equal");
        foreach (var m in pair.Metrics)
        {
            var interval = new Estimate(m.Difference, m.Low, m.High, m.N, m.Undefined);
            table.AddRow(
                m.Metric.ToString(), NumberText.Fixed(m.Difference, "0.000"), NumberText.Interval(interval, "0.000"), NumberText.Fixed(m.P, "0.000"),
                NumberText.Fixed(m.AdjustedP, "0.000"), $"{m.N}", $"{m.Zeros}");
        }

        console.Write(table);
    }

    private static string Text(Estimate estimate, string format) => NumberText.Fixed(estimate.Value, format);
}
