using System.Globalization;

namespace BrainMets.Experiments;

/// <summary>agreement.csv: who found what.</summary>
internal static class AgreementTable
{
    public const string FileName = "agreement.csv";

    public static string Csv(IReadOnlyList<LesionAgreement> lesions)
    {
        var rows = lesions.Select(l => string.Join(
            ',',
            l.Lesion.ToString(CultureInfo.InvariantCulture),
            l.FoundBy.Count.ToString(CultureInfo.InvariantCulture),
            l.Of.ToString(CultureInfo.InvariantCulture),
            l.Confirmed switch { null => "", true => "confirmed", false => "to review" },
            $"\"{string.Join("; ", l.FoundBy).Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        return string.Join('\n', rows.Prepend("lesion,networks_that_found_it,networks,state,found_by")) + "\n";
    }
}
