using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;
using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Experiments;

/// <summary>Lesions are bars along x, a voxel of 10 mm³ thick, so that volumes and overlaps can be counted in the text.</summary>
public sealed class AgreementJudgeTests
{
    private static readonly SummaryOptions Options = new() { Resamples = 200 };

    [Fact]
    public void A_lesion_is_found_by_whoever_shares_a_voxel_with_it_and_true_where_the_reference_has_one()
    {
        var (lesions, _) = AgreementEvaluation.Of(
            Set("...####.........."), // the reference: 40 mm³
            Set("..####....###..##"),
            [("a", Set("..#..........#...")), ("b", Set(".##.......#.....#")), ("c", Set("......####.......")),
                ("d", Set("..........#######"))],
            MatchingPreset.Default,
            confirming: 3);

        Assert.Equal([40.0, 30, 20], lesions.Select(l => l.VolumeMm3));
        Assert.Equal(
            [PredictionOutcome.Matched, PredictionOutcome.FalsePositive, PredictionOutcome.FalsePositive], lesions.Select(l => l.Outcome));
        Assert.Equal(["a", "b"], lesions[0].FoundBy);
        Assert.Equal(["b", "d"], lesions[1].FoundBy); // a and c only touch it
        Assert.Equal(["b", "d"], lesions[2].FoundBy);
        Assert.All(lesions, l => Assert.Equal(4, l.Of));
        Assert.Equal([false, true, true], lesions.Select(l => l.Confirmed));
    }

    [Fact]
    public void Only_the_lesions_asked_for_are_in_the_mask()
    {
        var (_, numbered) = AgreementEvaluation.Of(Set("......"), Set("##.###"), [], MatchingPreset.Default, null);

        Assert.Equal("...###", Row(AgreementEvaluation.MaskOf(numbered, [1]))); // the larger is 1
        Assert.Equal("......", Row(AgreementEvaluation.MaskOf(numbered, [])));
    }

    [Fact]
    public void A_class_counts_true_and_false_ones_and_those_that_are_neither()
    {
        PredictedLesion[] lesions =
        [
            Lesion("p", PredictionOutcome.Matched), Lesion("p", PredictionOutcome.FalsePositive), Lesion("q", PredictionOutcome.Matched),
                Lesion("q", PredictionOutcome.Matched),
            Lesion("q", PredictionOutcome.Fragment), Lesion("p", PredictionOutcome.OnIgnored), Lesion("p", PredictionOutcome.Ignored),
        ];

        var of = AgreementEvaluation.Summarize(lesions, ["q", "p", "r", "p"], Options);

        Assert.Equal((3, 1, 3), (of.TrueLesions, of.FalsePositives, of.Neither));
        Assert.Equal((0.75, 4), (of.ShareTrue.Value, of.ShareTrue.N)); // 3 / (3 + 1)
        Assert.Equal((0.5, 1.0), (of.ShareTrue.Low, of.ShareTrue.High)); // only p drawn: 1/2; only q: 2/2
        Assert.Equal((1 / 3.0, 3), (of.FalsePositivesPerPatient.Value, of.FalsePositivesPerPatient.N)); // r has none and counts
    }

    [Fact]
    public void Of_no_lesion_no_share_is_true()
    {
        var of = AgreementEvaluation.Summarize([Lesion("p", PredictionOutcome.Fragment)], ["p", "q"], Options);

        Assert.Equal(Estimate.Nothing, of.ShareTrue);
        Assert.Equal((0, 0, 1), (of.TrueLesions, of.FalsePositives, of.Neither));
        Assert.Equal(0, of.FalsePositivesPerPatient.Value);
    }

    /// <summary>
    /// Where all are true the bootstrap sees no variation: Wilson's interval over the two patients, whose lower end is 2 / (2 + 1.96²) =
    /// 0.342.
    /// </summary>
    [Fact]
    public void Where_all_are_true_the_interval_is_that_over_patients()
    {
        var of = AgreementEvaluation.Summarize(
            [Lesion("p", PredictionOutcome.Matched), Lesion("q", PredictionOutcome.Matched)], ["p", "q"], Options);

        // Wilson has both ends
        Assert.Equal((1.0, 0.342, 1.0), (of.ShareTrue.Value, Math.Round(of.ShareTrue.Low!.Value, 3), of.ShareTrue.High));
    }

    /// <summary>The slow way: for every pair of lesions, whether any voxel is in both.</summary>
    [Fact]
    public void Who_finds_a_lesion_is_as_looking_at_every_voxel_of_every_pair_has_it() =>
        Gen.Select(Masks, Masks, Masks).Sample((asked, a, b) =>
        {
            LesionSet[] own = [Set(a), Set(b)];
            var (lesions, numbered) =
                AgreementEvaluation.Of(Set(a), Set(asked), [("a", own[0]), ("b", own[1])], MatchingPreset.Default, null);

            foreach (var lesion in lesions)
            {
                bool Finds(LesionSet set) =>
                    set.Lesions.Any(l => Enumerable.Range(0, asked.Length)
                        .Any(i => set.Labels.Voxels[i] == l.Label && numbered.Labels.Voxels[i] == lesion.Lesion));
                Assert.Equal(own.Zip(["a", "b"]).Where(o => Finds(o.First)).Select(o => o.Second), lesion.FoundBy);
            }
        });

    private static Gen<string> Masks { get; } = Gen.Bool.Array[30].Select(bits => new string([.. bits.Select(b => b ? '#' : '.')]));

    private static PredictedLesion Lesion(string patient, PredictionOutcome outcome) =>
        new("c-" + patient, patient, 1, 100, outcome, [], 2, null);

    private static LesionSet Set(string row)
    {
        var mask = new Volume<byte>(new VolumeGeometry(new Size3(row.Length, 1, 1), Affine.FromSpacing(new SpacingMm(1, 2, 5))));
        foreach (var (i, c) in row.Index())
        {
            mask.Voxels[i] = (byte)(c == '#' ? 1 : 0);
        }

        return LesionFinder.Find("c", "p", mask, new LesionOptions());
    }

    private static string Row(Volume<byte> mask) => new([.. mask.Voxels.Select(v => v == 0 ? '.' : '#')]);
}
