using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>Whether a value is what its representation allows (PS3.5, table 6.2-1), so that no text hides behind a number or a code.</summary>
internal static partial class ValueCheck
{
    public static bool IsText(string vr) => vr is "CS" or "LO" or "SH" or "ST" or "LT" or "UT" or "UC" or "UR";

    public static bool Holds(string vr, int length, string? text) => vr switch
    {
        "DS" or "IS" => Numbers().IsMatch(text ?? string.Empty),
        "CS" => Codes().IsMatch((text ?? string.Empty).ToUpperInvariant()),
        "US" or "SS" => length % 2 == 0,
        "UL" or "SL" or "FL" or "AT" => length % 4 == 0,
        "FD" => length % 8 == 0,
        "OW" or "SQ" or "UI" => true,
        _ => IsText(vr),
    };

    [GeneratedRegex(@"^[0-9+\-.eE \\]*$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^[A-Z0-9_ ./+\-]{0,16}(\\[A-Z0-9_ ./+\-]{0,16})*$")]
    private static partial Regex Codes();
}
