using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Tests.Experiments;

public sealed class PointJudgeTests
{
    /// <summary>Two patients lose their lesion at 0.6; the third has nine false positives at 0.3.</summary>
    private static readonly MapEvaluation[] Three =
    [
        Judged("p1", (1, 0, 0, 0.8), (0, 0, 1, 0)),
        Judged("p2", (1, 0, 0, 0.8), (0, 0, 1, 0)),
        Judged("p3", (1, 9, 0, 0.5), (1, 0, 0, 0.5)),
    ];

    [Fact]
    public void Points_are_chosen_on_all_patients()
    {
        var judge = new OperatingPointSelector(Three, new PatientBootstrap(3, 200, new Random(0)));

        // F2: 0.3: s 1, p 3/12: 0.625; 0.6: s 1/3, p 1: 0.385. F0.5: 0.294 and 0.714. F1 times Dice: 0.4·0.7 and 0.5·0.5.
        Assert.Equal(new OperatingPoints(0.3, 0.3, 0.6), judge.Points);
    }

    [Fact]
    public void Held_out_each_patient_is_judged_at_what_the_others_choose()
    {
        var figures = new OperatingPointSelector(Three, new PatientBootstrap(3, 200, new Random(0))).Figures("a", t => t / 2);

        // Without p1 (or p2) F2 is 0.526 at 0.3 and 0.556 at 0.6, so both are judged at 0.6 and lose their lesion; p3 is judged at 0.3.
        var sensitive = figures.Points[0];
        Assert.Equal(("sensitive", 0.15), (sensitive.Point, sensitive.Threshold));
        Assert.Equal(1 / 3.0, sensitive.HeldOut!.Sensitivity.Value!.Value, 12);
        Assert.Equal(9 / 3.0, sensitive.HeldOut.FalsePositivesPerCase.Value!.Value, 12);
        Assert.Equal((0.15, 0.3), (sensitive.HeldOut.LowestThreshold, sensitive.HeldOut.HighestThreshold));
        Assert.Equal(1, sensitive.SameCases.Sensitivity.Value);
        Assert.Equal((0.8 + 0.8 + 0.5) / 3, sensitive.SameCases.Dice.Value!.Value, 12);
        Assert.Equal(6.0 / 15 * 0.7, sensitive.SameCases.PanopticQuality.Value!.Value, 12); // F1: 3 + 3 of 3 + 12
    }

    [Fact]
    public void Outlines_are_taken_from_where_the_balanced_point_is_best_and_held_out_as_well()
    {
        // Outlined from 0.1 on, what is found at 0.6 is outlined better; what is found at 0.3 runs into its neighbours.
        MapEvaluation[] outlined = [Judged("p1", (1, 4, 0, 0.2), (1, 0, 0, 0.9)), Judged("p2", (1, 4, 0, 0.2), (1, 0, 0, 0.9)),
            Judged("p3", (1, 9, 0, 0.5), (1, 0, 0, 0.9))];

        var judge = new OperatingPointSelector(
            Three, new PatientBootstrap(3, 200, new Random(0)), [(0.1, outlined), (0.5, [.. Three.Select(t => t with { })])]);

        Assert.Equal(new OperatingPoints(0.6, 0.6, 0.6) { Outline = 0.1 }, judge.Points);
        var balanced = judge.Figures("a", t => t).Points[1];
        Assert.Equal(0.9, balanced.HeldOut!.Dice.Value!.Value, 12);
        Assert.Equal(1, balanced.HeldOut.Sensitivity.Value);
    }

    [Fact]
    public void A_point_is_never_below_the_threshold_of_its_outlines()
    {
        MapEvaluation[] outlined = [Judged("p1", (1, 0, 0, 1), (1, 0, 0, 0.9)), Judged("p2", (1, 0, 0, 1), (1, 0, 0, 0.9)),
            Judged("p3", (1, 0, 0, 1), (1, 0, 0, 0.9))];

        var points = new OperatingPointSelector(Three, new PatientBootstrap(3, 200, new Random(0)), [(0.5, outlined)]).Points;

        Assert.Equal(new OperatingPoints(0.6, 0.6, 0.6) { Outline = 0.5 }, points);
    }

    [Fact]
    public void One_patient_alone_has_no_held_out_figures_and_nothing_found_no_points()
    {
        var alone = new OperatingPointSelector([Three[2]], new PatientBootstrap(1, 200, new Random(0)));
        Assert.All(alone.Figures("a", t => t).Points, p => Assert.Null(p.HeldOut));

        var blind = new OperatingPointSelector([Judged("p", (0, 3, 1, 0), (0, 0, 1, 0))], new PatientBootstrap(1, 200, new Random(0)));
        Assert.Null(blind.Points);
        Assert.Empty(blind.Figures("a", t => t).Points);
    }

    /// <summary>Counts at 0.3 and 0.6.</summary>
    private static MapEvaluation Judged(string patient, params (int True, int False, int Missed, double Dice)[] counts) => new(
        new CaseRatings { Case = patient, Patient = patient, LesionFree = false, Lesions = [], Candidates = [] },
        [.. counts.Zip([0.3, 0.6], (c, t) => new ThresholdCounts(t, c.True, c.True, c.False, c.Missed) { FoundDiceSum = c.Dice })]);
}
