using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>Dates of an object without identity.</summary>
internal static class DateRule
{
    private const string Pattern = "yyyyMMdd";
    private const string NoDate = "19000101";
    private const string NoTime = "000000";

    /// <summary>The date moved by days, without time of day; null when it is none, or would leave the calendar.</summary>
    public static string? Moved(string vr, string? text, int days)
    {
        var isDate = DateTime.TryParseExact(text?.Length >= Pattern.Length ? text[..Pattern.Length] : null, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        return isDate && date.Year > 1800 ? date.AddDays(days).ToString(Pattern, CultureInfo.InvariantCulture) + (vr == "DT" ? NoTime : string.Empty) : null;
    }

    public static string Dummy(string vr) => vr == "DT" ? NoDate + NoTime : NoDate;
}
