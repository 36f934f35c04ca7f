namespace BrainMets.Evaluation;

/// <summary>An evaluation on disk: evaluation.json holds all of it, evaluation.csv one row a lesion.</summary>
internal static class EvaluationFile
{
    public const string JsonName = "evaluation.json";

    public const string CsvName = "evaluation.csv";

    private static readonly JsonContent Content = new()
    {
        What = "an evaluation",
        SchemaVersion = 1,
        Remedy = "Make it again with 'mets evaluate'.",
        Missing = "no such file. Run 'mets evaluate' first.",
    };

    /// <summary>Writes both files into a folder, which is created when absent. Values keep full precision in JSON.</summary>
    public static void Write(EvaluationResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        JsonFile.Write(Path.Combine(directory, JsonName), result, JsonFormats.Document);
        AtomicFile.WriteText(Path.Combine(directory, CsvName), LesionRows.Table(result).Text);
    }

    /// <summary>Reads evaluation.json of a folder, or the file itself.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is not an evaluation, or has a schema of another version.</exception>
    public static EvaluationResult Read(string path) =>
        JsonFile.Read<EvaluationResult>(Directory.Exists(path) ? Path.Combine(path, JsonName) : path, Content);
}

/// <summary>
/// The rows of evaluation.csv: each reference lesion that counts (found, merged or missed), then the false positives of the case. Undefined
/// values are empty fields.
/// </summary>
internal static class LesionRows
{
    private static readonly string[] Columns =
        ["case", "patient", "outcome", "reference", "predicted", "fragments", "reference_volume_mm3", "predicted_volume_mm3"];

    public static CsvTable Table(EvaluationResult result)
    {
        var tolerances = result.Cases.SelectMany(c => c.Lesions).SelectMany(l => l.SurfaceDice).Select(s => s.ToleranceMm)
            .Distinct().Order().ToArray();
        var undefined = LesionEvaluation.MetricColumns(null, tolerances);
        var table = new CsvTable("evaluation", [.. Columns, .. undefined.Select(m => m.Column)]) { NumberFormat = "0.####" };
        foreach (var evaluation in result.Cases)
        {
            foreach (var lesion in evaluation.Lesions)
            {
                var outcome = lesion.Merged ? "merged" : lesion.Detected ? "found" : "missed";
                var matched = Math.Min(lesion.Predicted.Count, Math.Max(1, lesion.MatchedPredictions));
                var metrics = LesionEvaluation.MetricColumns(lesion, tolerances).Select(m => (object?)m.Value);
                table.Add([evaluation.Case, evaluation.Patient, outcome, lesion.Reference,
                    lesion.Predicted.Count > 0 ? lesion.Predicted[0] : null, lesion.Predicted.Count - matched,
                    lesion.ReferenceVolumeMm3, lesion.PredictedVolumeMm3, .. metrics]);
            }

            foreach (var f in evaluation.FalsePositiveLesions)
            {
                table.Add([evaluation.Case, evaluation.Patient, "false positive", null, f.Predicted, 0, null, f.VolumeMm3,
                    .. undefined.Select(m => (object?)m.Value)]);
            }
        }

        return table;
    }
}
