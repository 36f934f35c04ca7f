using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>How numbers read in a report. What is undefined says so and why; it is never a number, an empty cell or "NaN".</summary>
public static class NumberText
{
    public const string Undefined = "undefined";

    private const double Mm3PerCc = 1000;

    public static double Cc(double volumeMm3) => volumeMm3 / Mm3PerCc;

    /// <summary>Three significant digits, without exponent: 12.3, 0.258, 0.0105.</summary>
    public static string CcText(double? volumeMm3) => volumeMm3 is { } v && double.IsFinite(v) ? Significant(Cc(v)) : Undefined;

    public static string Ratio(double? value) => Fixed(value, "0.00");

    public static string Mm(double? value) => Fixed(value, "0.0");

    public static string Fixed(double? value, string format) => value is { } v && double.IsFinite(v) ? Plain(v, format) : Undefined;

    /// <summary>A coordinate with its sign, since the sign is the side of the patient.</summary>
    public static string SignedMm(double mm) => mm.ToString("+0.0;−0.0;0.0");

    /// <summary>The value, or "undefined (n = 0)".</summary>
    public static string Value(Estimate estimate, string format) =>
        IsDefined(estimate) ? Fixed(estimate.Value, format) : $"{Undefined} (n = {estimate.N})";

    /// <summary>"0.85 to 0.97", or a dash when there is no interval.</summary>
    public static string Interval(Estimate estimate, string format) =>
        estimate is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high)
            ? $"{Plain(low, format)} to {Plain(high, format)}"
            : "–";

    public static bool IsDefined(Estimate estimate) => estimate.Value is { } v && double.IsFinite(v);

    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => $"{seconds:0.0} s",
        < 120 => $"{seconds:0} s",
        < 7200 => $"{seconds / 60:0.0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    /// <summary>Without the sign of a zero: an interval never starts at "-0.00".</summary>
    private static string Plain(double value, string format)
    {
        var text = value.ToString(format);
        return text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
    }

    private static string Significant(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString("F" + decimals);
    }
}
