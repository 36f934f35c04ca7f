using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>
/// Names of patients and cases. A number that is a pseudonym already (the objects say that identities were removed) is kept; any other never reaches a file: patients are
/// then counted in the order in which their files lie.
/// </summary>
internal static class CaseIds
{
    /// <summary>For each examination: the patient and the case, unique and fit for folder names.</summary>
    public static IReadOnlyDictionary<Examination, (string Patient, string Case)> Of(IReadOnlyList<Examination> examinations)
    {
        var ids = new Dictionary<Examination, (string, string)>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var patient in examinations.GroupBy(examination => examination.Patient))
        {
            number++;
            var counted = string.Create(CultureInfo.InvariantCulture, $"patient-{number:000}");
            var name = patient.All(examination => examination.IsPseudonymous) ? Safe(patient.Key) : counted;
            name = taken.Add(name) ? name : counted;
            var ordered = patient.OrderBy(examination => examination.Date, StringComparer.Ordinal).ToList();
            for (var i = 0; i < ordered.Count; i++)
            {
                ids[ordered[i]] = (name, ordered.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1}"));
            }
        }

        return ids;
    }

    private static string Safe(string text)
    {
        var safe = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        return safe.Length > 0 ? safe : "patient";
    }
}
