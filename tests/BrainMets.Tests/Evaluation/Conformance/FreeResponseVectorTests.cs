using System.Text.Json;
using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

/// <summary>Free-response curves against other tools' results.</summary>
public sealed class FreeResponseVectorTests
{
    internal static readonly string[] Single = ["monai-froc-score", "picai-froc-counts", "picai-froc-counts-2"];

    [Fact]
    public void The_interpolated_score_is_that_of_a_pathology_challenge()
    {
        var (inputs, expected) = (Vectors.Inputs("monai-froc-score"), Vectors.Expected("monai-froc-score"));
        var found = inputs.GetProperty("tp_probs").Numbers().Where(p => p > 0).Select(p => (double?)p).ToArray();
        Assert.Equal(inputs.Number("num_targets"), found.Length); // every lesion was found

        var curve = FrocCurve.Of([SomeRatings.Of("A", found, inputs.GetProperty("fp_probs").Numbers()), SomeRatings.Of("B", [], [])]);

        Assert.Equal(inputs.Number("num_images"), curve.Patients);
        Assert.Equal(expected.Number("score@0.25"), curve.InterpolatedSensitivityAt(0.25)!.Value, 8);
        Assert.Equal(
            expected.Number("score@(0.25,0.5,1,2,4,8)"),
            FrocCurve.LunaRates.Where(r => r >= 0.25).Average(r => curve.InterpolatedSensitivityAt(r)!.Value),
            7);
        var derived = expected.GetProperty("derived_curve");
        Assert.Equal(
            derived.GetProperty("fps_per_image").Numbers().SkipLast(1).Reverse(), curve.Points.Select(p => p.FalsePositivesPerPatient));
        Assert.Equal(derived.GetProperty("sensitivity").Numbers().SkipLast(1).Reverse(), curve.Points.Select(p => p.Sensitivity!.Value));
        Assert.Equal(0.5, curve.SensitivityAt(0.25)); // no threshold attains 0.75 at a quarter
    }

    [Theory]
    [InlineData("picai-froc-counts")]
    [InlineData("picai-froc-counts-2")]
    public void The_points_are_those_of_a_detection_challenge_but_for_the_last_which_it_overwrites(string id)
    {
        var expected = Vectors.Expected(id);
        var curve = FrocCurve.Of(Cases(Vectors.Inputs(id).GetProperty("lesion_results")));

        // Its last point is (sensitivity of the one before, infinity), in place of the one at the lowest confidence or of missed lesions.
        var sensitivities = expected.GetProperty("lesion_TPR").Numbers()[..^1];
        double[] rates = [.. expected.GetProperty("lesion_FPR").EnumerateArray().SkipLast(1).Select(r => r.GetDouble())];
        Assert.Equal(sensitivities, curve.Points.Take(sensitivities.Length).Select(p => p.Sensitivity!.Value));
        Assert.Equal(
            rates.Select(r => Math.Round(r, 6)), curve.Points.Take(rates.Length).Select(p => Math.Round(p.FalsePositivesPerPatient, 6)));
    }

    [Fact]
    public void Sensitivity_at_a_rate_and_average_precision_are_those_of_a_detection_challenge()
    {
        var (first, second) = (Vectors.Expected("picai-froc-counts"), Vectors.Expected("picai-froc-counts-2"));
        var curve = FrocCurve.Of(Cases(Vectors.Inputs("picai-froc-counts").GetProperty("lesion_results")));

        Assert.Equal(first.Number("TPR_at_FPR_0.3"), curve.SensitivityAt(0.3));
        Assert.Equal(first.Number("TPR_at_FPR_0.1"), curve.SensitivityAt(0.1));
        Assert.Equal((1, 0.5), (curve.Points[^1].Sensitivity, curve.Points[^1].FalsePositivesPerPatient)); // the point that is lost there
        Assert.Equal(
            second.Number("AP"), FrocCurve.Of(Cases(Vectors.Inputs("picai-froc-counts-2").GetProperty("lesion_results"))).AveragePrecision);
    }

    /// <summary>
    /// Lists of (is a lesion, confidence) by case; a confidence of 0 stands for a lesion without a candidate, or for no candidate.
    /// </summary>
    private static CaseRatings[] Cases(JsonElement results) =>
    [
        .. from c in results.EnumerateObject()
           let rows = c.Value.EnumerateArray().Select(row => row.Numbers()).ToArray()
           select SomeRatings.Of(
               c.Name,
               [.. rows.Where(r => r[0] == 1).Select(r => r[1] > 0 ? r[1] : (double?)null)],
               [.. rows.Where(r => r[0] == 0 && r[1] > 0).Select(r => r[1])]),
    ];
}
