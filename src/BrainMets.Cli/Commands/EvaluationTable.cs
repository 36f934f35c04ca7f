using BrainMets.Evaluation;
using BrainMets.Reporting;
using BrainMets.Statistics;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>The main metrics of an evaluation for the terminal; undefined values are written as such, never as a number.</summary>
internal static class EvaluationTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        var s = result.Summary;
        var main = new Table().Border(TableBorder.Simple).AddColumns("metric", "value", "95 % interval", "n", "undefined");
        Add(main, "sensitivity", s.Sensitivity, "0.000");
        Add(main, "precision", s.Precision, "0.000");
        Add(main, "F1", s.F1, "0.000");
        Add(main, "false positives per patient", s.FalsePositivesPerPatient, "0.00");
        Add(main, "Dice of found lesions", s.Dice, "0.000");
        Add(main, "HD95 of found lesions, mm", s.Hd95Mm, "0.00");
        console.Write(main);

        var byVolume = new Table().Border(TableBorder.Simple)
            .AddColumns("volume, cc", "reference", "found", "sensitivity", "predicted", "false", "precision");
        foreach (var bin in result.ByVolume.Where(bin => bin.ReferenceLesions + bin.PredictedLesions > 0))
        {
            byVolume.AddRow(
                Range(bin),
                $"{bin.ReferenceLesions}",
                $"{bin.Detected}",
                NumberText.Fixed(bin.Sensitivity.Value, "0.000"),
                $"{bin.PredictedLesions}",
                $"{bin.FalsePositives}",
                NumberText.Fixed(bin.Precision.Value, "0.000"));
        }

        console.Write(byVolume);
        if (result.Score is { } score)
        {
            Write(console, score, result.Matching);
        }

        console.WriteLine(
            $"Cases: {result.Cases.Count}, patients: {s.Patients}. Matching preset '{result.Matching.Name}'. "
                + $"{MatchingPresetText.Of(result.Matching)}");
        if (result.DroppedPredictions is { } dropped)
        {
            console.WriteLine($"Predicted components below {dropped.BelowMm3:0.##} mm³ were dropped before evaluation: "
                + $"{dropped.Components}.");
        }

        if (result.EmptyCases is { } empty && empty.BothEmpty.Cases + empty.ReferenceEmpty.Cases + empty.PredictionEmpty.Cases > 0)
        {
            console.WriteLine(
                $"Empty masks: both {empty.BothEmpty.Cases}, reference only {empty.ReferenceEmpty.Cases}, prediction only "
                    + $"{empty.PredictionEmpty.Cases}; "
                + "Dice and distances of lesions are undefined there and left out.");
        }

        if (result.Cases.Count(c => c.Alignment is not null) is > 0 and var aligned)
        {
            console.WriteLine($"{aligned} predictions lay on another grid and were resampled; their metrics include the resampling error.");
        }
    }

    /// <summary>The score of a challenge, listed separately because it contains penalties.</summary>
    private static void Write(IAnsiConsole console, ScoreSummary score, MatchingPreset preset)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns($"{preset.Name} score, penalties included", "mean", "SD of cases", "n", "undefined");
        void Add(string name, ScoreMean mean, string format) => table.AddRow(
            name, NumberText.Fixed(mean.Value, format), NumberText.Fixed(mean.Deviation, format), $"{mean.N}", $"{mean.Undefined}");
        Add("lesion-wise Dice", score.Dice, "0.000");
        Add("lesion-wise HD95", score.Hd95, "0.00");
        foreach (var surface in score.SurfaceDice)
        {
            Add(surface.ToleranceMm is { } mm
                ? $"lesion-wise surface Dice, {mm:0.###} mm"
                : "lesion-wise surface Dice", surface.Mean, "0.000");
        }

        if (score.SmallF1 is { } small && score.AllLesionsF1 is { } all)
        {
            Add("F1 of small lesions", small, "0.000");
            Add("F1 of all lesions", all, "0.000");
        }

        console.Write(table);
        console.WriteLine(
            $"{score.Penalised} of {score.Terms} values in the score are penalties, not distances, in {score.CasesWithPenalty} cases. "
                + $"{MatchingPresetText.OfScore(preset)}");
    }

    private static void Add(Table table, string name, Estimate estimate, string format) =>
        table.AddRow(name, NumberText.Fixed(estimate.Value, format), NumberText.Interval(estimate, format), $"{estimate.N}",
            $"{estimate.Undefined}");

    private static string Range(VolumeBin bin) => (bin.LowMm3, bin.HighMm3) switch
    {
        (null, { } high) => $"< {NumberText.CcText(high)}",
        ({ } low, null) => $">= {NumberText.CcText(low)}",
        var (low, high) => $"{NumberText.CcText(low)} to {NumberText.CcText(high)}",
    };
}

/// <summary>The same masks under every preset, for the terminal; empty unless requested.</summary>
internal static class DefinitionTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        if (result.DefinitionSensitivity is not { } rows)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("same masks, rules of", "lesions", "sensitivity", "precision", "F1", "FP/patient", "Dice", "HD95 A", "HD95 B",
                "HD95 C", "n");
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

/// <summary>The result of a threshold sweep, for the terminal.</summary>
internal static class SweepTable
{
    public static void Write(IAnsiConsole console, FreeResponseResult result)
    {
        var points = new Table().Border(TableBorder.Simple)
            .AddColumns("threshold with", "threshold", "sensitivity", "precision", "F1", "false positives per patient");
        Add(points, "best F1", result.BestF1);
        if (result.WithinBudget is { } budget)
        {
            Add(points, $"at most {budget.FalsePositiveBudget} false positives", budget);
        }

        console.Write(points);
        console.WriteLine(
            "A threshold chosen on the cases it is evaluated on is optimistic. 'held out': chosen without the patient it is "
                + "applied to.");
        console.WriteLine();

        var figures = new Table().Border(TableBorder.Simple).AddColumns("candidates by confidence", "value", "95 % interval");
        foreach (var at in result.Froc.AtRates)
        {
            Add(figures, $"sensitivity at {at.FalsePositivesPerPatient} false positives per "
                + $"patient{(at.BeyondCurve ? " (beyond the curve)" : "")}", at.Sensitivity);
        }

        Add(figures, "their mean, a summary", result.Froc.MeanSensitivity);
        Add(figures, "wAFROC area", result.Wafroc);
        Add(figures, "wAFROC1 area", result.Wafroc1);
        Add(figures, "expected calibration error", result.Calibration.ExpectedCalibrationError);
        Add(figures, "Brier score of candidates", result.Calibration.BrierScore);
        console.Write(figures);
        console.WriteLine(
            $"Patients: {result.Patients}, with lesions {result.PatientsWithLesions}, lesion-free {result.LesionFreePatients}. "
            + $"Candidates from probability {result.CandidateThreshold}: {result.Calibration.Matched} matched of "
            + $"{result.Calibration.Candidates}.");
    }

    private static void Add(Table table, string name, ChosenThreshold chosen)
    {
        if (chosen.Point is not { } point)
        {
            table.AddRow(name, "none can be chosen", "", "", "", "");
            return;
        }

        table.AddRow(
            name, $"{point.Threshold}", Text(point.Sensitivity), Text(point.Precision), Text(point.F1),
                Text(point.FalsePositivesPerPatient));
        if (chosen.HeldOut is { } heldOut)
        {
            table.AddRow(
                "  held out",
                heldOut.LowestThreshold == heldOut.HighestThreshold
                    ? $"{heldOut.LowestThreshold}"
                    : $"{heldOut.LowestThreshold} to {heldOut.HighestThreshold}",
                Text(heldOut.Sensitivity),
                Text(heldOut.Precision),
                Text(heldOut.F1),
                Text(heldOut.FalsePositivesPerPatient));
        }
    }

    private static void Add(Table table, string name, WeightedAfroc curve)
    {
        if (curve.Undefined is { } reason)
        {
            table.AddRow(name, NumberText.Undefined, reason);
        }
        else
        {
            Add(table, name, curve.Area);
        }
    }

    private static void Add(Table table, string name, Estimate estimate) =>
        table.AddRow(name, NumberText.Fixed(estimate.Value, "0.000"), NumberText.Interval(estimate, "0.000"));

    private static string Text(Estimate estimate) =>
        $"{NumberText.Fixed(estimate.Value, "0.00")} ({NumberText.Interval(estimate, "0.00")})";
}
