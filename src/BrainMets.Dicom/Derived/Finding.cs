using System.Globalization;
using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>One lesion of a label map as it is called in DICOM objects.</summary>
public sealed partial record LesionLabel
{
    /// <summary>Planning systems cut longer names.</summary>
    public const int MostNameCharacters = 16;

    /// <summary>Its number in the label map; also its ROI number or segment number's order.</summary>
    public required ushort Label { get; init; }

    /// <summary>At most sixteen letters, digits, spaces, '-' and '_', with the word "AI", so that nobody takes it for a contour drawn by a person.</summary>
    public required string Name { get; init; }

    /// <summary>A few words for people, such as the mean probability; ASCII. No patient data.</summary>
    public string? Description { get; init; }

    /// <summary>Lesion 3 is called "AI-003".</summary>
    public static LesionLabel Of(ushort label, string? description = null) =>
        new() { Label = label, Name = "AI-" + label.ToString("000", CultureInfo.InvariantCulture), Description = description };

    /// <exception cref="ArgumentException">The name breaks the rule above; the message says how.</exception>
    internal void Check()
    {
        if (Label == 0)
        {
            throw new ArgumentException("Label 0 is background and no finding.");
        }

        if (Name.Length > MostNameCharacters || !AllowedName().IsMatch(Name) || !AiWord().IsMatch(Name))
        {
            throw new ArgumentException(
                $"'{Name}' is no name for a finding: it must have at most {MostNameCharacters} characters (letters, digits, space, - and _) and the word AI in it, such as AI-{Label:000}.");
        }

        if (Description is { } description && (!System.Text.Ascii.IsValid(description) || description.Contains('\\', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The description of finding '{Name}' must be plain ASCII without a backslash.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9 _-]+$")]
    private static partial Regex AllowedName();

    [GeneratedRegex("(?<![A-Za-z])AI(?![A-Za-z])")]
    private static partial Regex AiWord();
}
