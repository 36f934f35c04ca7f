using System.Text.Json;
using System.Text.RegularExpressions;
using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

public sealed class EvaluationFileTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        EvaluationFile.Write(Result(), folder.File("a"));

        var read = EvaluationFile.Read(folder.File("a"));
        EvaluationFile.Write(read, folder.File("b"));

        Assert.Equal(File.ReadAllText(folder.File("a", "evaluation.json")), File.ReadAllText(folder.File("b", "evaluation.json")));
        Assert.Equal(Result().Summary, read.Summary);
        Assert.Equal(MatchingPreset.Default, read.Matching);
        Assert.Equal(read.Summary, EvaluationFile.Read(folder.File("a", "evaluation.json")).Summary);
    }

    [Fact]
    public void A_file_of_before_the_simultaneous_band_of_free_response_curves_is_read()
    {
        using var folder = new TemporaryFolder();
        var cases = SomeRatings.Random(1, 20).Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)])).ToArray();
        var freeResponse = FreeResponseEvaluator.Summarize(cases, new FreeResponseOptions { Thresholds = [0.5], Resamples = 100 });
        EvaluationFile.Write(Result() with { FreeResponse = freeResponse }, folder.Path);
        var file = folder.File("evaluation.json");
        var now = File.ReadAllText(file);
        var before = Regex.Replace(now, ",\\s*\"simultaneous(Low|High)\": [^,\\s]+", "");

        File.WriteAllText(file, before);
        var read = EvaluationFile.Read(folder.Path).FreeResponse!; // just written

        Assert.True(before.Length < now.Length);
        Assert.All(read.Froc.Band, b => Assert.Equal((null, null), (b.SimultaneousLow, b.SimultaneousHigh)));
        Assert.Equal(freeResponse.Froc.Band.Select(b => b.Sensitivity), read.Froc.Band.Select(b => b.Sensitivity));
    }

    [Fact]
    public void The_keys_are_those_of_the_contract()
    {
        using var folder = new TemporaryFolder();
        EvaluationFile.Write(Result(), folder.Path);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("evaluation.json")));
        var root = json.RootElement;

        HasKeys(root, "schemaVersion", "matching", "cases", "summary", "byVolume", "emptyCases", "score", "definitionSensitivity",
            "labelsRead");
        HasKeys(
            root.GetProperty("matching"),
            "name", "connectivity", "minIou", "orCentroidInside", "minVolumeMm3",
            "mergeReferenceSteps", "mergePredictionSteps", "reachSteps", "pairing", "strictMinIou", "fragments", "detectMerged",
            "ignoreReferenceUpToMm3", "ignorePredictionUpToVoxels", "spareOnIgnored", "score");
        var first = root.GetProperty("cases")[0];
        HasKeys(
            first,
            "case", "patient", "referenceLesions", "predictedLesions", "truePositives", "falsePositives", "falseNegatives",
            "fragments", "merged", "dice", "lesions", "referenceVolumeMm3", "predictedVolumeMm3", "volumeDifferenceMm3",
            "relativeVolumeDifference", "score", "alignment");
        var lesion = first.GetProperty("lesions")[0];
        HasKeys(
            lesion,
            "reference", "predicted", "referenceVolumeMm3", "predictedVolumeMm3", "dice", "hd95Mm", "assdMm", "hd100Mm",
            "assdMeanOfMeansMm", "surfaceDice", "matchedPredictions");
        HasKeys(lesion.GetProperty("hd95Mm"), "maxDirected", "pooled", "areaWeighted");
        var summary = root.GetProperty("summary");
        HasKeys(summary, "sensitivity", "precision", "f1", "falsePositivesPerPatient", "dice", "hd95Mm");
        HasKeys(summary.GetProperty("f1"), "value", "low", "high", "n", "undefined");
        Assert.Equal("corners26", root.GetProperty("matching").GetProperty("connectivity").GetString());
    }

    [Fact]
    public void A_score_and_the_table_of_definitions_are_read_back()
    {
        using var folder = new TemporaryFolder();
        var (reference, predicted) = (
            Some.Lesions(MaskOf.Grid(20, 20, 20), MaskOf.Box(2, 2, 2, 4, 4, 4)),
                Some.Lesions(MaskOf.Grid(20, 20, 20), MaskOf.Box(3, 2, 2, 4, 4, 4)));
        var written = Evaluator.Summarize(
            [Evaluator.Evaluate(reference, predicted, MatchingPresets.Brats2024)], MatchingPresets.Brats2024, new SummaryOptions()) with
        {
            DefinitionSensitivity = MatchingSensitivityAnalysis.Table([MatchingSensitivityAnalysis.Evaluate(reference, predicted)]),
        };
        EvaluationFile.Write(written, folder.File("a"));

        var read = EvaluationFile.Read(folder.File("a"));
        EvaluationFile.Write(read, folder.File("b"));

        Assert.Equal(File.ReadAllText(folder.File("a", "evaluation.json")), File.ReadAllText(folder.File("b", "evaluation.json")));
        Assert.Equal(written.Score!.Dice, read.Score!.Dice); // brats2024 has a score
        Assert.Equal(8, read.DefinitionSensitivity!.Count);
    }

    [Fact]
    public void The_table_has_one_row_a_lesion_and_one_a_false_positive()
    {
        using var folder = new TemporaryFolder();
        EvaluationFile.Write(Result(), folder.Path);

        var lines = File.ReadAllLines(folder.File("evaluation.csv"));

        // Of 56 surface voxels on either side 20 lie 1 mm from the other surface: 20 / 56 = 0.3571, and all are within 1 mm.
        Assert.Equal(
            [
                "case,patient,outcome,reference,predicted,fragments,reference_volume_mm3,predicted_volume_mm3,"
                    + "dice,hd95_max_directed_mm,hd95_pooled_mm,hd95_area_weighted_mm,assd_mm,assd_mean_of_means_mm,hd100_voxels_mm,"
                    + "hd100_area_weighted_mm,surface_dice_voxels_1mm,surface_dice_area_1mm,surface_dice_voxels_2mm,surface_dice_area_2mm",
                "case-1,\"patient \"\"1\"\", left\",found,1,1,0,64,64,0.75,1,1,1,0.3571,0.3571,1,1,1,1,1,1",
                "case-1,\"patient \"\"1\"\", left\",missed,2,,0,27,,,,,,,,,,,,,",
                "case-1,\"patient \"\"1\"\", left\",false positive,,2,0,,8,,,,,,,,,,,,",
            ],
            lines);
    }

    [Fact]
    public void A_file_that_is_no_evaluation_is_refused_with_its_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("evaluation.json"), "{ \"schemaVersion\": 1, \"wrong\": true }");

        Assert.Contains(
            "evaluation.json", Assert.Throws<InvalidInputException>(() => EvaluationFile.Read(folder.Path)).Message,
                StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => EvaluationFile.Read(folder.File("nowhere")));
    }

    [Fact]
    public void A_file_of_another_schema_version_is_refused_by_its_version()
    {
        using var folder = new TemporaryFolder();
        EvaluationFile.Write(Result() with { SchemaVersion = 7 }, folder.Path);

        Assert.Contains(
            "schema version 7", Assert.Throws<InvalidInputException>(() => EvaluationFile.Read(folder.Path)).Message,
                StringComparison.Ordinal);
    }

    private static EvaluationResult Result()
    {
        var evaluation = Some.Evaluation(
            [MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(20, 2, 2, 3, 3, 3)], [MaskOf.Box(3, 2, 2, 4, 4, 4), MaskOf.Box(30, 10, 10, 2, 2, 2)]);
        return Evaluator.Summarize([evaluation with { Patient = "patient \"1\", left" }], MatchingPreset.Default, new SummaryOptions());
    }

    private static void HasKeys(JsonElement element, params string[] keys) =>
        Assert.Empty(keys.Except(element.EnumerateObject().Select(p => p.Name)));
}
