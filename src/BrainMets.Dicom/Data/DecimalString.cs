using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>Decimal strings of DICOM: at most sixteen characters (PS3.5, table 6.2-1, DS).</summary>
public static class DecimalString
{
    private const int MostCharacters = 16;

    /// <summary>The shortest text that reads back to the same number, or the closest that fits in sixteen characters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "A decimal string holds finite numbers only.");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > MostCharacters; digits--)
        {
            text = number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text;
    }
}
