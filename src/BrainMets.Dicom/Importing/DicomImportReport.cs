using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Datasets;

namespace BrainMets.Dicom;

/// <summary>import.json of an import from DICOM: what was asked, what each case was made of, what was set aside, what was wrong. No identifiers.</summary>
internal static class DicomImportReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Save(string path, DicomImportOptions options, ReaderPatterns patterns, ImportResult result)
    {
        var document = new
        {
            SchemaVersion = 1,
            options.Layout,
            patterns.Reference,
            patterns.Readers,
            options.KeepWithoutMask,
            result.Scans,
            Patients = result.Cases.Select(c => c.Patient).Distinct().Count(),
            result.Cases,
            result.SetAside,
            result.Faults,
        };
        var temporary = path + ".partial";
        File.WriteAllText(temporary, JsonSerializer.Serialize(document, Json) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
