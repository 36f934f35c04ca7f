using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>Makes a data set anew of what the profile allows, at every depth of its sequences.</summary>
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

    /// <summary>Says what was done (PS3.15, E.1.1 and CID 7050).</summary>
    private DicomDataset Signed(DicomDataset target)
    {
        List<DicomDataset> codes = [Code("113100", "Basic Application Confidentiality Profile"), Code("113105", "Clean Descriptors Option")];
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
        else if (!ValueCheck.Holds(element.Vr, element.Value.Length, text) || (ValueCheck.IsText(element.Vr) && text is not null && scope.Identifiers.StandIn(text)))
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
        Place().Replace(rule.Otherwise ?? string.Empty, match => source.WholeNumber(DicomTag.Parse(match.Groups[1].Value)) is { } number ? $"{number}" : string.Empty).Trim();

    [GeneratedRegex(@"\{([0-9A-F]{4},[0-9A-F]{4})\}")]
    private static partial Regex Place();

    private sealed record Scope(PatientPseudonym Patient, PhiWords Identifiers);
}
