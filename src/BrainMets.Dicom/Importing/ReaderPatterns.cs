using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>Which outlines are whose, as regular expressions over "file / series description / label of the set / name".</summary>
public sealed record ReaderPatterns(string Reference, IReadOnlyDictionary<string, string> Readers)
{
    /// <summary>Organs that Gamma Knife plans outline as well.</summary>
    private const string NoOrgan = @"^(?!.*(HIPPOCAMP|BRAIN ?STEM|SKULL|CHIASM|OPTIC|COCHLEA|LENS|EYE|CORD|BRAIN)[^/]*$)";

    /// <summary>The two readers of GammaKnife-Hippocampal by their initials, as the paper names them.</summary>
    private static ReaderPatterns GammaKnife { get; } = new(
        NoOrgan + @".*(?<![A-Za-z])P\.?P\.?(?![A-Za-z])",
        new Dictionary<string, string> { ["second"] = NoOrgan + @".*(?<![A-Za-z])O\.?A\.?(?![A-Za-z])" });

    internal static ReaderPatterns Of(DicomImportOptions options)
    {
        var standard = options.Layout switch
        {
            "dicom" => new ReaderPatterns(ReaderSegmentations.TumourNames, new Dictionary<string, string>()),
            "gk-hippo" => GammaKnife,
            var other => throw new ArgumentException($"'{other}' is no layout of DICOM; known are {string.Join(", ", DicomImport.Layouts)}.", nameof(options)),
        };
        var chosen = new ReaderPatterns(options.Reference ?? standard.Reference, options.Readers.Count > 0 ? options.Readers : standard.Readers);
        foreach (var (option, pattern) in chosen.Readers.Select(reader => ($"--reader {reader.Key}", reader.Value)).Prepend(("--reference", chosen.Reference)))
        {
            try
            {
                _ = new Regex(pattern);
            }
            catch (RegexParseException error)
            {
                throw new ArgumentException($"Option '{option}' takes a regular expression; '{pattern}' is none: {error.Message}", nameof(options), error);
            }
        }

        return chosen;
    }
}
