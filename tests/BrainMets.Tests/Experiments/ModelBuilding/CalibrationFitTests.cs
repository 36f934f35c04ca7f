using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Tests.Experiments;

public sealed class CalibrationFitTests
{
    /// <summary>Two log odds have as many shares as the line has coefficients, so the fit goes through both.</summary>
    [Fact]
    public void A_fit_through_two_points_is_the_line_through_their_log_odds()
    {
        OutcomeRow[] rows = [new(-2, true, 10), new(-2, false, 90), new(1, true, 60), new(1, false, 20)];

        var fit = PlattFit.Of(rows, 1e-9)!.Value;

        var slope = (Math.Log(60.0 / 20) - Math.Log(10.0 / 90)) / 3;
        Assert.Equal(slope, fit.Slope, tolerance: 1e-6);
        Assert.Equal(Math.Log(3) - slope, fit.Intercept, tolerance: 1e-6);
    }

    [Fact]
    public void Nothing_is_fitted_where_all_are_true_or_where_truth_falls_with_probability()
    {
        Assert.Null(PlattFit.Of([new(0, true, 1), new(1, true, 1)], 0.1));
        Assert.Null(PlattFit.Of([new(0, false, 1), new(1, false, 1)], 0.1));
        Assert.Null(PlattFit.Of([new(0, true, 5), new(0, false, 1), new(1, true, 1), new(1, false, 5)], 0.1));
    }

    /// <summary>The histogram stands in for the voxels: the same fit as a plain Newton iteration over every one of them.</summary>
    [Fact]
    public void The_fit_of_a_whole_map_is_that_of_its_voxels_one_by_one()
    {
        var geometry = new VolumeGeometry(new Size3(30, 30, 20), Affine.FromSpacing(new SpacingMm(1, 1.2, 1.5), new PointMm(0, 0, 0)));
        var (map, reference) = (new Volume<float>(geometry), new Volume<byte>(geometry));
        var random = new Random(3);
        for (var i = 0; i < map.Voxels.Length; i += 2) // every second voxel is outside the brain
        {
            var logOdds = (8 * random.NextDouble()) - 6;
            map.Voxels[i] = (float)LogisticFit.Probability(logOdds);
            reference.Voxels[i] = (byte)(random.NextDouble() < LogisticFit.Probability((0.7 * logOdds) - 1.2) ? 1 : 0);
        }

        reference.Voxels[1] = 1; // lesion outside the brain counts nowhere
        var histogram = LogOddsHistogram.Of(map, reference);

        var fit = PlattFit.Of(histogram.Rows(), LogisticFit.WeakRidge / 1000)!.Value;

        var (slope, intercept) =
            Newton([.. map.Voxels.Select((p, i) => (p, reference.Voxels[i]))
                .Where(v => v.p > 0).Select(v => (Math.Log(v.p / (1 - (double)v.p)), (double)v.Item2))]);
        Assert.Equal(slope, fit.Slope, tolerance: 1e-4);
        Assert.Equal(intercept, fit.Intercept, tolerance: 1e-4);
        Assert.Equal(9000 * geometry.VoxelVolumeMm3, histogram.LesionMm3 + histogram.OtherMm3, tolerance: 1e-6);
    }

    [Fact]
    public void A_mapped_threshold_finds_the_voxels_it_found_before()
    {
        var calibration = new MapCalibration { Slope = 0.37, Intercept = -2.5 };
        var random = new Random(1);
        float[] voxels = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextSingle()), 1, 0.5f];

        foreach (var threshold in new[] { 0.02, 0.5, 0.95, 0.999 })
        {
            var mapped = (float)calibration.OfThreshold(threshold);
            Assert.All(voxels, p => Assert.Equal(p >= (float)threshold, calibration.Of(p) >= mapped));
        }

        Assert.Equal(0, calibration.Of(0));
        Assert.InRange(calibration.Of(1), calibration.Of(0.9999f), 1);
    }

    [Fact]
    public void The_error_is_the_mean_distance_of_the_bins_from_the_diagonal()
    {
        var table = ReliabilityTable.Of(
            [new(0.02, false, 90), new(0.04, true, 10), new(0.85, true, 30), new(0.85, false, 10), new(1, true, 5)]);

        // (0.02·90 + 0.04·10) / 100 = 0.022 against 0.1; 0.85 against 0.75; 1 against 1
        Assert.Equal(((0.078 * 100) + (0.1 * 40)) / 145, table.Error()!.Value, 12);
        Assert.Equal(0.1 * 40 / 45, table.Error(0.1)!.Value, 12);
        Assert.Null(ReliabilityTable.Of([]).Error());
        Assert.Null(table.Bins[3].TrueShare);
    }

    [Fact]
    public void Findings_are_scaled_from_their_highest_probability_and_not_below_what_was_seen()
    {
        RatedCandidate[] candidates =
            [.. Enumerable.Range(0, 40).Select(i => new RatedCandidate(50, i < 20 ? 0.3 : 0.8, i % 20 < (i < 20 ? 4 : 16)))];
        var ratings = new CaseRatings { Case = "a", Patient = "a", LesionFree = false, Lesions = [], Candidates = candidates };

        var fit = FindingFit.Of([ratings], null, 0.1)!;

        Assert.Equal((40, 20, 0.1), (fit.Findings, fit.TrueLesions, fit.From));
        Assert.InRange(fit.Of(0.3)!.Value, 0.2, 0.25); // 4 of 20, drawn a little to the middle
        Assert.InRange(fit.Of(0.8)!.Value, 0.75, 0.8);
        Assert.Null(fit.Of(0.09));
        Assert.Null(fit.Of(null));
        Assert.InRange(fit.Of(1)!.Value, 0.99, 1);
    }

    /// <summary>Maximum likelihood of two coefficients, the plain way.</summary>
    private static (double Slope, double Intercept) Newton((double X, double Y)[] rows)
    {
        var (slope, intercept) = (1.0, 0.0);
        for (var step = 0; step < 50; step++)
        {
            var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0);
            foreach (var (x, y) in rows)
            {
                var p = 1 / (1 + Math.Exp(-((slope * x) + intercept)));
                (g0, g1) = (g0 + y - p, g1 + ((y - p) * x));
                (h00, h01, h11) = (h00 + (p * (1 - p)), h01 + (p * (1 - p) * x), h11 + (p * (1 - p) * x * x));
            }

            var determinant = (h00 * h11) - (h01 * h01);
            intercept += ((h11 * g0) - (h01 * g1)) / determinant;
            slope += ((h00 * g1) - (h01 * g0)) / determinant;
        }

        return (slope, intercept);
    }
}
