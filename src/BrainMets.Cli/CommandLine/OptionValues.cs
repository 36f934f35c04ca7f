using System.CommandLine;
using System.Globalization;

namespace BrainMets.Cli;

/// <summary>Rules for what may follow an option, checked on the text as typed, so that every slip gets the same sentence.</summary>
internal static class OptionValues
{
    /// <summary>Refuses values that are not <paramref name="isAllowed"/>, in the words of <paramref name="allowed"/>.</summary>
    public static void Require(Option option, Predicate<string> isAllowed, string allowed) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => !isAllowed(token.Value)))
        {
            result.AddError($"Option '{option.Name}' takes {allowed}; got '{token.Value}'.");
        }
    });

    public static void RequireCount(Option option) => Require(option, IsCount, "a whole number from 1");

    public static void RequireWholeNumber(Option option) => Require(
        option, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "a whole number");

    public static void RequireThreshold(Option option) => Require(option, IsThreshold, "a probability above 0 and at most 1");

    private static bool IsCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    private static bool IsThreshold(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1;
}
