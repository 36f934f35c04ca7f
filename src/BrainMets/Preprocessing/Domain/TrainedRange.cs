using System.Globalization;
using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>
/// What a model was trained for in one figure: green from <see cref="Low"/> to <see cref="High"/>, amber beyond, red below <see cref="Least"/> or above
/// <see cref="Most"/>. A bound that is null does not exist.
/// </summary>
public sealed record MeasureRange
{
    public double? Low { get; init; }

    public double? High { get; init; }

    public double? Least { get; init; }

    public double? Most { get; init; }

    /// <summary>True when the bounds stand in order: least, low, high, most.</summary>
    [JsonIgnore]
    public bool IsOrdered
    {
        get
        {
            double[] given = [.. new[] { Least, Low, High, Most }.OfType<double>()];
            return given.All(double.IsFinite) && given.Zip(given.Skip(1)).All(pair => pair.First <= pair.Second);
        }
    }

    public InputShiftLevel LevelOf(double value) =>
        value < Least || value > Most ? InputShiftLevel.Red
        : value < Low || value > High ? InputShiftLevel.Amber
        : InputShiftLevel.Green;

    /// <summary>True for a value above the range, whichever bound it crosses.</summary>
    public bool IsAbove(double value) => value > High || value > Most;

    /// <summary>The green part for people: "0.3 to 7", "at least 500", "any".</summary>
    public override string ToString() => (Low ?? Least, High ?? Most) switch
    {
        (null, null) => "any",
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"at least {low:0.###}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"at most {high:0.###}"),
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low:0.###} to {high:0.###}"),
    };
}
