using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.Evaluation;

/// <summary>A comparison on disk: comparison.json holds all of it, comparison.csv one row a pair and metric, disputed.csv one row a disputed finding.</summary>
public static class ComparisonFile
{
    public const string JsonName = "comparison.json";

    public const string CsvName = "comparison.csv";

    public const string DisputedName = "disputed.csv";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DictionaryKeyPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>Writes the files into a folder, which is made when absent. Undefined figures are null in JSON and empty fields in CSV.</summary>
    public static void Write(ComparisonResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, JsonName), JsonSerializer.Serialize(result, Json) + "\n");
        AtomicFile.Write(Path.Combine(directory, CsvName), Metrics(result));
        AtomicFile.Write(Path.Combine(directory, DisputedName), Disputed(result));
    }

    /// <summary>Reads comparison.json of a folder.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no comparison, or has a schema of another version.</exception>
    public static ComparisonResult Read(string directory)
    {
        var file = Path.Combine(directory, JsonName);
        if (!File.Exists(file))
        {
            throw new InvalidInputException(file, "no such file. Run 'mets compare' first.");
        }

        try
        {
            return JsonSerializer.Deserialize<ComparisonResult>(File.ReadAllText(file), Json) is { SchemaVersion: 1 } result
                ? result
                : throw new InvalidInputException(file, "has another schema version than 1. Make it again with 'mets compare'.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"not a comparison of schema version 1: {e.Message} Make it again with 'mets compare'.", e);
        }
    }

    private static string Metrics(ComparisonResult result)
    {
        const string head = "first_reader,second_reader,metric,first,second,difference,low,high,p,adjusted_p,false_discovery_p,patients,undefined,zeros,ties,"
            + "hodges_lehmann,hodges_lehmann_low,hodges_lehmann_high,rank_biserial";
        var rows = from pair in result.Pairs
                   from m in pair.Metrics
                   select Row(
                       pair.First, pair.Second, JsonNamingPolicy.CamelCase.ConvertName(m.Metric.ToString()), m.First, m.Second, m.Difference, m.Low, m.High, m.P, m.AdjustedP,
                       m.FalseDiscoveryP, m.N, m.Undefined, m.Zeros, m.Ties, m.HodgesLehmann.Value, m.HodgesLehmann.Low, m.HodgesLehmann.High, m.RankBiserial);
        return string.Join('\n', rows.Prepend(head)) + "\n";
    }

    private static string Disputed(ComparisonResult result)
    {
        string[] sources = [result.Reference, .. result.Readers.Select(r => r.Name)];
        var head = "case,patient,finding,volume_mm3,centroid_x_mm,centroid_y_mm,centroid_z_mm," + string.Join(',', sources.Select(s => $"{s}_mm3"));
        var rows = result.Disputed.Select(f => Row(
        [
            f.Case, f.Patient, f.Number, Math.Round(f.VolumeMm3, 3), Math.Round(f.Centroid.X, 3), Math.Round(f.Centroid.Y, 3), Math.Round(f.Centroid.Z, 3),
            .. sources.Select(s => f.Marks.FirstOrDefault(m => m.Source == s) is { } mark ? (object)Math.Round(mark.VolumeMm3, 3) : null),
        ]));
        return string.Join('\n', rows.Prepend(head)) + "\n";
    }

    private static string Row(params object?[] fields) => string.Join(',', fields.Select(f => f switch
    {
        null => "",
        string text when text.AsSpan().IndexOfAny(',', '"', '\n') >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        double value => value.ToString("R"),
        _ => f.ToString(),
    }));
}
