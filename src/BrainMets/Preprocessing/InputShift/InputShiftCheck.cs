using System.Globalization;
using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>
/// Compares a scan with what a model was trained for, before anything is predicted. It tests whether the scan lies in the training range,
/// not whether a prediction is correct: green does not imply a reliable result. Definition and limits of each check: docs/domain-guard.md.
/// </summary>
internal static class InputShiftCheck
{
    /// <summary>Every check of a prepared scan.</summary>
    /// <param name="images">The scan as read.</param>
    /// <param name="prepared">The same scan prepared for the model.</param>
    /// <param name="trained">What the model was trained for; null for the defaults.</param>
    public static InputShiftResult Judge(CaseImages images, PreparedCase prepared, TrainingRange? trained = null)
    {
        var (domain, scan) = (trained ?? TrainingRange.Default, ScanMeasures.Of(ScanSamples.Of(images.T1c, prepared.Brain)));
        return InputShiftResult.Of([.. ScanChecks.Of(images, scan, domain), .. BrainChecks.Of(prepared, scan, domain)]);
    }

    /// <summary>
    /// The checks that need no brain, for a scan in which none was found or that could not be prepared: what it looks like instead. Red.
    /// </summary>
    /// <param name="images">The scan as read.</param>
    /// <param name="trained">What the model was trained for; null for the defaults.</param>
    public static InputShiftResult JudgeWithoutBrain(CaseImages images, TrainingRange? trained = null)
    {
        var scan = ScanMeasures.Of(ScanSamples.Of(images.T1c, brain: null));
        return InputShiftResult.Of([.. ScanChecks.Of(images, scan, trained ?? TrainingRange.Default), BrainChecks.Missing]);
    }
}

/// <summary>How a scan compares with what a model was trained for: every check, and the worst of their levels.</summary>
public sealed record InputShiftResult
{
    public required InputShiftLevel Level { get; init; }

    public required IReadOnlyList<InputShiftItem> Checks { get; init; }

    /// <summary>The checks that are not green, red ones first.</summary>
    [JsonIgnore]
    public IReadOnlyList<InputShiftItem> Doubts =>
        [.. Checks.Where(check => check.Level != InputShiftLevel.Green).OrderByDescending(check => check.Level)];

    /// <summary>The checks' worst level above them.</summary>
    public static InputShiftResult Of(IReadOnlyList<InputShiftItem> checks) =>
        new() { Level = checks.Count == 0 ? InputShiftLevel.Green : checks.Max(check => check.Level), Checks = checks };
}

/// <summary>One measurement of a scan with the training range of the model.</summary>
public sealed record InputShiftItem
{
    /// <summary>Stable name for scripts: "slice-distance".</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What was measured, in <see cref="Unit"/>; null when it cannot be measured in this scan, which is green and stated in the sentence.
    /// </summary>
    public double? Value { get; init; }

    /// <summary>Empty for a dimensionless value.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Null for a fact that is reported but not rated.</summary>
    public MeasureRange? TrainedFor { get; init; }

    public required InputShiftLevel Level { get; init; }

    /// <summary>For the user: value, range and a possible cause.</summary>
    public required string Sentence { get; init; }

    /// <summary>The value for people, with its unit; "not measured" without one.</summary>
    [JsonIgnore]
    public string ValueText => Value is { } value ? Text(value, Unit) : "not measured";

    internal static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture)
            + (unit.Length > 0 ? " " + unit : "");
}

/// <summary>Distance of a scan from the training range of a model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputShiftLevel>))]
public enum InputShiftLevel
{
    /// <summary>Within the training range, as far as the check can determine.</summary>
    [JsonStringEnumMemberName("green")]
    Green,

    /// <summary>Outside the training range, but such scans exist; review the result with care.</summary>
    [JsonStringEnumMemberName("amber")]
    Amber,

    /// <summary>Another kind of image; the result of the model is meaningless for it.</summary>
    [JsonStringEnumMemberName("red")]
    Red,
}

/// <summary>A measurement that is compared with a range: its name and the possible causes of a value outside.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="Title">For people, beginning a sentence.</param>
/// <param name="Unit">Empty for a dimensionless value.</param>
/// <param name="Below">A sentence on what a smaller value may mean.</param>
/// <param name="Above">A sentence on what a larger value may mean.</param>
internal sealed record InputMeasure(string Name, string Title, string Unit, string Below, string Above)
{
    public InputShiftItem Compare(double? measured, MeasureRange trained)
    {
        var check = new InputShiftItem
        {
            Name = Name,
            Unit = Unit,
            TrainedFor = trained,
            Level = InputShiftLevel.Green,
            Sentence = $"{Title} cannot be measured in this scan.",
        };
        if (measured is not { } exact || !double.IsFinite(exact))
        {
            return check;
        }

        var value = Math.Round(exact, 4);
        var (level, text) = (trained.LevelOf(value), $"{Title} {InputShiftItem.Text(value, Unit)}");
        return check with
        {
            Value = value,
            Level = level,
            Sentence = level == InputShiftLevel.Green
                ? $"{text}, as trained for ({trained})."
                : $"{text}, trained for {trained}: {(trained.IsAbove(value) ? Above : Below)}",
        };
    }
}
