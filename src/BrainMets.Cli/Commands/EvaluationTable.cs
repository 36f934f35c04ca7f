using BrainMets.Evaluation;
using BrainMets.Reporting;
using BrainMets.Statistics;
using Spectre.Console;
using Table = BrainMets.Reporting.Table;

namespace BrainMets.Cli;

/// <summary>The main figures of an evaluation for the terminal; undefined is written as such, never as a number.</summary>
internal static class EvaluationTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        console.Write(MainMetricsSection.Table(result.Summary));
        console.Write(VolumeSection.Table(result.ByVolume.Where(bin => bin.ReferenceLesions + bin.PredictedLesions > 0)));
        if (result.Score is { } score)
        {
            console.Write(ChallengeScore.Table(score), $"Score of {result.Matching.Name}, penalties included");
            console.WriteLine(
                $"{score.Penalised} of {score.Terms} values behind the score are penalties, not distances, in {score.CasesWithPenalty} "
                    + $"cases. {MatchingPresetText.OfScore(result.Matching)}");
        }

        console.WriteLine(
            $"Cases: {result.Cases.Count}, patients: {result.Summary.Patients}. Matching preset '{result.Matching.Name}'. "
                + $"{MatchingPresetText.Of(result.Matching)}");
        if (result.DroppedPredictions is { } dropped)
        {
            console.WriteLine($"Predicted components below {dropped.BelowMm3:0.##} mm³ were dropped before judging: {dropped.Components}.");
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
            console.WriteLine($"{aligned} predictions lay on another grid and were resampled; their figures include the error of that.");
        }
    }
}

/// <summary>The same masks under every preset, for the terminal; nothing when that was not asked for.</summary>
internal static class DefinitionTable
{
    public static void Write(IAnsiConsole console, EvaluationResult result)
    {
        if (result.DefinitionSensitivity is not { } rows)
        {
            return;
        }

        console.Write(MatchingSensitivitySection.Detection(rows), "The same masks under other rules");
        console.Write(MatchingSensitivitySection.Outlines(rows));
        console.WriteLine("Dice and HD95 (mm) are means over found lesions, no penalties; A pooled, B max of directed, C area-weighted.");
    }
}

/// <summary>What a sweep found, for the terminal.</summary>
internal static class SweepTable
{
    public static void Write(IAnsiConsole console, FreeResponseResult result)
    {
        console.Write(SweepTables.Chosen(result));
        console.WriteLine("A threshold chosen on the cases it is judged on looks better than it is.");
        console.WriteLine();

        var table = new Table(Column.Text("Candidates by confidence"), Column.Number("Value"), Column.Number("95 % interval"));
        void Add(string name, Estimate estimate) => table.Add(name, Cell.Fixed(estimate, "0.000"), Cell.Interval(estimate, "0.000"));
        void AddArea(string name, WeightedAfroc curve)
        {
            if (curve.Undefined is { } reason)
            {
                table.Add(name, NumberText.Undefined, reason);
            }
            else
            {
                Add(name, curve.Area);
            }
        }

        foreach (var at in result.Froc.AtRates)
        {
            Add($"sensitivity at {at.FalsePositivesPerPatient} false positives per "
                + $"patient{(at.BeyondCurve ? " (beyond the curve)" : "")}", at.Sensitivity);
        }

        Add("their mean, a summary", result.Froc.MeanSensitivity);
        AddArea("wAFROC area", result.Wafroc);
        AddArea("wAFROC1 area", result.Wafroc1);
        Add("expected calibration error", result.Calibration.ExpectedCalibrationError);
        Add("Brier score of candidates", result.Calibration.BrierScore);
        console.Write(table);
        console.WriteLine(
            $"Patients: {result.Patients}, with lesions {result.PatientsWithLesions}, lesion-free {result.LesionFreePatients}. "
            + $"Candidates from probability {result.CandidateThreshold}: {result.Calibration.Matched} matched of "
            + $"{result.Calibration.Candidates}.");
    }
}
