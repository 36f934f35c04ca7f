using System.Globalization;
using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>One figure of a scan beside what the model was trained for.</summary>
public sealed record InputShiftItem
{
    /// <summary>Stable name for scripts: "slice-distance".</summary>
    public required string Name { get; init; }

    /// <summary>What was measured, in <see cref="Unit"/>; null when it cannot be measured in this scan, which is green and said in the sentence.</summary>
    public double? Value { get; init; }

    /// <summary>Empty for a figure without dimension.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Null for what is only told, not judged.</summary>
    public MeasureRange? TrainedFor { get; init; }

    public required InputShiftLevel Level { get; init; }

    /// <summary>For people: figure, range and what it may mean.</summary>
    public required string Sentence { get; init; }

    /// <summary>The value for people, with its unit; "not measured" without one.</summary>
    [JsonIgnore]
    public string ValueText => Value is { } value ? Text(value, Unit) : "not measured";

    internal static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture) + (unit.Length > 0 ? " " + unit : "");
}
