using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.Evaluation;

/// <summary>An evaluation on disk: evaluation.json holds all of it, evaluation.csv one row a lesion.</summary>
public static class EvaluationFile
{
    public const string JsonName = "evaluation.json";

    public const string CsvName = "evaluation.csv";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>Writes both files into a folder, which is made when absent. Figures keep their full precision in JSON.</summary>
    public static void Write(EvaluationResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, JsonName), JsonSerializer.Serialize(result, Json) + "\n");
        AtomicFile.Write(Path.Combine(directory, CsvName), LesionRows.Csv(result));
    }

    /// <summary>Reads evaluation.json of a folder, or the file itself.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no evaluation, or has a schema of another version.</exception>
    public static EvaluationResult Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, JsonName) : path;
        if (!File.Exists(file))
        {
            throw new InvalidInputException(file, "no such file. Run 'mets evaluate' first.");
        }

        EvaluationResult? result;
        try
        {
            result = JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllText(file), Json);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"not an evaluation of schema version 1: {e.Message} Make it again with 'mets evaluate'.", e);
        }

        return result is { SchemaVersion: 1 }
            ? result
            : throw new InvalidInputException(
                file, $"has schema version {result?.SchemaVersion.ToString() ?? "none"}; this program reads version 1.");
    }
}

/// <summary>
/// The rows of evaluation.csv: each reference lesion that counts (found, merged or missed), then the false positives of the case.
/// Undefined figures are empty fields.
/// </summary>
internal static class LesionRows
{
    private const string Header =
        "case,patient,outcome,reference,predicted,fragments,reference_volume_mm3,predicted_volume_mm3,"
        + "dice,hd95_max_directed_mm,hd95_pooled_mm,hd95_area_weighted_mm,assd_mm,"
        + "assd_mean_of_means_mm,hd100_voxels_mm,hd100_area_weighted_mm";

    public static string Csv(EvaluationResult result)
    {
        var tolerances = result.Cases.SelectMany(c => c.Lesions).SelectMany(l => l.SurfaceDice).Select(s => s.ToleranceMm)
            .Distinct().Order().ToArray();
        var header = Header + string.Concat(tolerances.Select(t =>
            FormattableString.Invariant($",surface_dice_voxels_{t:0.###}mm,surface_dice_area_{t:0.###}mm")));
        return string.Join('\n', result.Cases.SelectMany(c => RowsOf(c, tolerances)).Prepend(header)) + "\n";
    }

    private static IEnumerable<string> RowsOf(CaseEvaluation evaluation, double[] tolerances) =>
        evaluation.Lesions.Select(lesion => Row(evaluation, lesion, tolerances))
            .Concat(evaluation.FalsePositiveLesions.Select(f => Line(
                evaluation,
                "false positive",
                [null, f.Predicted, 0, null, f.VolumeMm3, .. Enumerable.Repeat<double?>(null, 8 + (2 * tolerances.Length))])));

    private static string Row(CaseEvaluation evaluation, LesionEvaluation lesion, double[] tolerances) => Line(
        evaluation,
        lesion.Merged ? "merged" : lesion.Detected ? "found" : "missed",
        [
            lesion.Reference,
            lesion.Predicted.Count > 0 ? lesion.Predicted[0] : null,
            lesion.Predicted.Count - Math.Min(lesion.Predicted.Count, Math.Max(1, lesion.MatchedPredictions)),
            lesion.ReferenceVolumeMm3,
            lesion.PredictedVolumeMm3,
            lesion.Dice,
            lesion.Hd95Mm.MaxDirected,
            lesion.Hd95Mm.Pooled,
            lesion.Hd95Mm.AreaWeighted,
            lesion.AssdMm,
            lesion.AssdMeanOfMeansMm,
            lesion.Hd100Mm.Voxels,
            lesion.Hd100Mm.AreaWeighted,
            .. tolerances.Select(t => lesion.SurfaceDice.FirstOrDefault(s => s.ToleranceMm == t)).SelectMany(s => new[] { s?.Voxels, s?.AreaWeighted }),
        ]);

    private static string Line(CaseEvaluation evaluation, string outcome, IEnumerable<double?> figures) =>
        string.Join(',', figures.Select(Number).Prepend(outcome).Prepend(Quoted(evaluation.Patient)).Prepend(Quoted(evaluation.Case)));

    private static string Number(double? figure) => figure?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A field that holds a separator or a quote is quoted (RFC 4180).</summary>
    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n\r") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
