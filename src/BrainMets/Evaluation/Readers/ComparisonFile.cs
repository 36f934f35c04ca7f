using System.Text.Json;

namespace BrainMets.Evaluation;

/// <summary>
/// A comparison on disk: comparison.json holds all of it, comparison.csv one row a pair and metric, disputed.csv one row a disputed
/// finding.
/// </summary>
public static class ComparisonFile
{
    public const string JsonName = "comparison.json";

    public const string CsvName = "comparison.csv";

    public const string DisputedName = "disputed.csv";

    private static readonly JsonContent Content = new()
    {
        What = "a comparison",
        SchemaVersion = 1,
        Remedy = "Make it again with 'mets compare'.",
        Missing = "no such file. Run 'mets compare' first.",
        Format = JsonFormats.Comparison,
    };

    /// <summary>
    /// Writes the files into a folder, which is made when absent. Undefined figures are null in JSON and empty fields in CSV.
    /// </summary>
    public static void Write(ComparisonResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        JsonFile.Write(Path.Combine(directory, JsonName), result, JsonFormats.Comparison);
        Metrics(result).Save(directory);
        Disputed(result).Save(directory);
    }

    /// <summary>Reads comparison.json of a folder.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no comparison, or has a schema of another version.</exception>
    public static ComparisonResult Read(string directory) => JsonFile.Read<ComparisonResult>(Path.Combine(directory, JsonName), Content);

    private static CsvTable Metrics(ComparisonResult result) => new CsvTable(
        "comparison", "first_reader", "second_reader", "metric", "first", "second", "difference", "low", "high", "p", "adjusted_p",
        "false_discovery_p", "patients", "undefined", "zeros", "ties", "hodges_lehmann", "hodges_lehmann_low", "hodges_lehmann_high",
        "rank_biserial").With(
        from pair in result.Pairs
        from m in pair.Metrics
        select (object?[])[pair.First, pair.Second, JsonNamingPolicy.CamelCase.ConvertName(m.Metric.ToString()), m.First, m.Second,
            m.Difference, m.Low, m.High, m.P, m.AdjustedP, m.FalseDiscoveryP, m.N, m.Undefined, m.Zeros, m.Ties, m.HodgesLehmann.Value,
            m.HodgesLehmann.Low, m.HodgesLehmann.High, m.RankBiserial]);

    private static CsvTable Disputed(ComparisonResult result)
    {
        string[] sources = [result.Reference, .. result.Readers.Select(r => r.Name)];
        string[] columns = ["case", "patient", "finding", "volume_mm3", "centroid_x_mm", "centroid_y_mm", "centroid_z_mm"];
        return new CsvTable("disputed", [.. columns, .. sources.Select(s => $"{s}_mm3")]).With(result.Disputed.Select(f => (object?[])
        [
            f.Case, f.Patient, f.Number, Math.Round(f.VolumeMm3, 3),
            Math.Round(f.Centroid.X, 3), Math.Round(f.Centroid.Y, 3), Math.Round(f.Centroid.Z, 3),
            .. sources.Select(s => f.Marks.FirstOrDefault(m => m.Source == s))
                .Select(mark => mark is null ? null : (object)Math.Round(mark.VolumeMm3, 3)),
        ]));
    }
}
