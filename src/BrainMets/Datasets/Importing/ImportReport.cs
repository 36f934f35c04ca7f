using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.Datasets;

/// <summary>The keys of import.json: what was asked, what was found, what was set aside and why.</summary>
internal sealed record ImportReport
{
    private const int Schema = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int SchemaVersion { get; init; } = Schema;

    public required string Layout { get; init; }

    /// <summary>Last part of the path of the data set; the rest is nobody's business but the user's.</summary>
    public required string Source { get; init; }

    public required ImportOptions Options { get; init; }

    /// <summary>Which labels are metastasis; null when the masks hold one label.</summary>
    public string? Labels { get; init; }

    public required int Scans { get; init; }

    public required int Patients { get; init; }

    public required IReadOnlyList<ImportedCase> Cases { get; init; }

    public required IReadOnlyList<ExcludedScan> SetAside { get; init; }

    public required IReadOnlyList<ImportFault> Faults { get; init; }

    public static ImportReport Of(ImportResult result, DatasetImporter layout, LabelRule rule, ImportSource source) => new()
    {
        Layout = layout.Name,
        Source = source.Tree.IsFile ? source.Tree.Files[0] : new DirectoryInfo(source.Tree.Root).Name,
        Options = source.Options with { Metadata = Path.GetFileName(source.Options.Metadata) },
        Labels = rule.Text(),
        Scans = result.Scans,
        Patients = result.Cases.Select(c => c.Patient).Distinct().Count(),
        Cases = result.Cases,
        SetAside = result.SetAside,
        Faults = result.Faults,
    };

    /// <summary>The file appears under its name only when it is complete.</summary>
    public void Save(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
