using System.Globalization;
using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>Builds a new data set from what the profile allows, at every depth of its sequences.</summary>
internal sealed partial class DatasetDeidentification(DeidentificationProfile profile, Pseudonyms pseudonyms, DateHandling dates)
{
    private static readonly DicomTag RecognizableVisualFeatures = new(0x0028, 0x0302);

    /// <summary>A new data set; the one given is not changed.</summary>
    public DicomDataset Of(DicomDataset source)
    {
        var patient = pseudonyms.Patient(source);
        var target = Allowed(source, new Scope(patient, PhiWords.Of(source, profile)));
        target.Add(Tags.PatientName, "PN", patient.Pseudonym).Add(Tags.PatientId, "LO", patient.Pseudonym);
        if (ObjectExclusion.Kind(profile, source).File == "image" && !target.Contains(RecognizableVisualFeatures))
        {
            target.Add(RecognizableVisualFeatures, "CS", "YES");    // a head shows a face; nothing here takes it away
        }

        return Signed(target);
    }

    private static DicomDataset Code(string value, string meaning) => new DicomDataset()
        .Add(new DicomTag(0x0008, 0x0100), "SH", value)
        .Add(new DicomTag(0x0008, 0x0102), "SH", "DCM")
        .Add(new DicomTag(0x0008, 0x0104), "LO", meaning);

    /// <summary>Describes the de-identification (PS3.15, E.1.1 and CID 7050).</summary>
    private DicomDataset Signed(DicomDataset target)
    {
        List<DicomDataset> codes =
            [Code("113100", "Basic Application Confidentiality Profile"), Code("113105", "Clean Descriptors Option")];
        if (dates == DateHandling.Shift)
        {
            codes.Add(Code("113107", "Retain Longitudinal Temporal Information Modified Dates Option"));
        }

        return target
            .Add(Tags.PatientIdentityRemoved, "CS", "YES")
            .Add(new DicomTag(0x0012, 0x0063), "LO", "BrainMets allow-list by PS3.15 annex E")
            .Add(new DicomTag(0x0012, 0x0064), codes)
            .Add(new DicomTag(0x0028, 0x0303), "CS", dates == DateHandling.Shift ? "MODIFIED" : "REMOVED");
    }

    private DicomDataset Allowed(DicomDataset source, Scope scope)
    {
        var target = new DicomDataset();
        foreach (var element in source)
        {
            if (profile.ByTag.TryGetValue(element.Tag, out var rule) && rule.Allows(element.Vr))
            {
                Put(target, source, (element, rule), scope);
            }
        }

        return target;
    }

    private void Put(DicomDataset target, DicomDataset source, (DicomElement Element, AttributeRule Rule) one, Scope scope)
    {
        var (element, rule) = one;
        switch (rule.Do)
        {
            case AttributeAction.Keep:
                Keep(target, source, element, scope);
                break;
            case AttributeAction.Uid:
                target.Add(element.Tag, "UI", Mapped(source, element.Tag));
                break;
            case AttributeAction.Pseudonym:
                target.Add(element.Tag, element.Vr, scope.Patient.Pseudonym);
                break;
            case AttributeAction.Cleaned:
                var text = source.Text(element.Tag) ?? string.Empty;
                target.Add(element.Tag, element.Vr, KnownWords.MakeUp(text, profile.WordSet) ? text : Otherwise(rule, source));
                break;
            case AttributeAction.Date:
                PutDate(target, source, one, scope);
                break;
            case AttributeAction.Dummy:
                target.Add(element.Tag, element.Vr, Otherwise(rule, source));
                break;
            default:
                target.Add(new DicomElement(element.Tag, element.Vr, default, element.IsSequence ? [] : null));
                break;
        }
    }

    private void Keep(DicomDataset target, DicomDataset source, DicomElement element, Scope scope)
    {
        var text = ValueCheck.IsText(element.Vr) || element.Vr is "DS" or "IS" ? source.Text(element.Tag) : null;
        if (element.Items is { } items)
        {
            target.Add(element.Tag, [.. items.Select(item => Allowed(item, scope))]);
        }
        else if (element.Vr == "UI")
        {
            target.Add(element.Tag, "UI", Mapped(source, element.Tag));
        }
        else if (!ValueCheck.Holds(element.Vr, element.Value.Length, text)
            || (ValueCheck.IsText(element.Vr) && text is not null && scope.Identifiers.StandIn(text)))
        {
            target.Add(new DicomElement(element.Tag, element.Vr, default));
        }
        else
        {
            target.Add(element);
        }
    }

    private void PutDate(DicomDataset target, DicomDataset source, (DicomElement Element, AttributeRule Rule) one, Scope scope)
    {
        var (element, rule) = one;
        var moved = dates == DateHandling.Shift ? DateRule.Moved(element.Vr, source.Text(element.Tag), scope.Patient.ShiftDays) : null;
        if (moved is not null || rule.Otherwise != "remove")
        {
            target.Add(element.Tag, element.Vr, moved ?? (rule.Otherwise == "dummy" ? DateRule.Dummy(element.Vr) : string.Empty));
        }
    }

    private string Mapped(DicomDataset source, DicomTag tag) => string.Join('\\', source.Texts(tag).Select(pseudonyms.Uid));

    private static string Otherwise(AttributeRule rule, DicomDataset source) =>
        Place().Replace(rule.Otherwise ?? string.Empty, match => source.WholeNumber(DicomTag.Parse(match.Groups[1].Value)) is { } number
            ? $"{number}"
            : string.Empty).Trim();

    [GeneratedRegex(@"\{([0-9A-F]{4},[0-9A-F]{4})\}")]
    private static partial Regex Place();

    private sealed record Scope(PatientPseudonym Patient, PhiWords Identifiers);
}

/// <summary>Dates of an object without identity.</summary>
internal static class DateRule
{
    private const string Pattern = "yyyyMMdd";
    private const string NoDate = "19000101";
    private const string NoTime = "000000";

    /// <summary>The date moved by days, without time of day; null when it is none, or would leave the calendar.</summary>
    public static string? Moved(string vr, string? text, int days)
    {
        var isDate = DateTime.TryParseExact(text?.Length >= Pattern.Length
            ? text[..Pattern.Length]
            : null, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        return isDate && date.Year > 1800
            ? date.AddDays(days).ToString(Pattern, CultureInfo.InvariantCulture) + (vr == "DT" ? NoTime : string.Empty)
            : null;
    }

    public static string Dummy(string vr) => vr == "DT" ? NoDate + NoTime : NoDate;
}

/// <summary>
/// Whether a value is what its representation allows (PS3.5, table 6.2-1), so that no text hides behind a number or a code.
/// </summary>
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

/// <summary>Texts that consist only of the vocabulary of sequences and structures.</summary>
internal static partial class KnownWords
{
    /// <summary>More numbers than these could be a date or a number of the hospital.</summary>
    private const int MostNumbers = 2;

    /// <summary>
    /// True when every word is listed or a small number. All or nothing: leaving a word out could turn "without contrast" into "contrast".
    /// </summary>
    public static bool MakeUp(string text, IReadOnlySet<string> words)
    {
        var tokens = Separators().Split(text.ToUpperInvariant()).Where(token => token.Length > 0).ToList();
        return tokens.Count(token => IsNumber(token) || Version().IsMatch(token)) <= MostNumbers
            && tokens.TrueForAll(token => IsNumber(token) || Version().IsMatch(token) || IsKnown(token, words));
    }

    private static bool IsKnown(string token, IReadOnlySet<string> words) =>
        words.Contains(token)
            || Joints().Split(token) is { Length: > 1 } parts && parts.All(part => part.Length == 0 || words.Contains(part));

    private static bool IsNumber(string token) => Number().IsMatch(token);

    [GeneratedRegex(@"[\s_\-,;:()\[\]\\=|&]+")]
    private static partial Regex Separators();

    [GeneratedRegex("^V[0-9]{1,2}$")]
    private static partial Regex Version();

    [GeneratedRegex("[+/]")]
    private static partial Regex Joints();

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,2})?(MM|CM|MS|S|MIN|X|T)?$")]
    private static partial Regex Number();
}
