using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>
/// On whom the strategy's gate is chosen: on validation patients that neither network learned from and no test set holds, or, where there are too few, on the test patients with
/// nested cross-validation. It is settled before anything is predicted, so that figures have no say in it.
/// </summary>
internal static class GateSelectionCases
{
    public static (EvaluatedModel Small, EvaluatedModel Large) NetworksOf(ExperimentPlan plan, IReadOnlyList<EvaluatedModel> networks) =>
        (networks.First(n => n.Point == plan.Strategy!.Small), networks.First(n => n.Point == plan.Strategy!.Large)); // the caller asked

    /// <returns>The choice, and the validation cases it is made on; none where it is made on the test patients.</returns>
    public static (GateChoice Choice, IReadOnlyList<Case> Unseen) Of(ExperimentPlan plan, (EvaluatedModel Small, EvaluatedModel Large) networks, DataPartition assignment)
    {
        var trained = networks.Small.Trained.Concat(networks.Large.Trained).ToArray();
        var known = trained.SelectMany(t => assignment.TrainingCases(t.Plan.TrainingSet, t.Plan.Fold)).ToArray();
        IReadOnlyList<Case> unseen = plan.Folds > 0 ? [] : SharedValidationCases.Of([.. trained.Select(t => t.Split)], known, [.. plan.Tests.SelectMany(t => assignment.TestCases(t))]);
        var patients = DataPartition.Patients(unseen).Length;
        var preset = MatchingPresets.Find(plan.Matching)!; // PlanFaults asked
        var lesions = unseen.Sum(c => Counted(c, preset));
        var why = plan.Strategy!.ChooseGateOn == GateSelectionSet.Test ? "the plan says so" // the caller asked
            : plan.Folds > 0 ? "with folds each patient of the main test set is learned from by the networks of other folds, and no network stands for all"
            : trained.All(t => t.Split.Validation.Count == 0) ? "the networks set no patients aside for validation"
            : patients == 0 ? "the training sets differ so that no patient set aside by one of the two networks was kept from the other"
            : patients < GateChoice.LeastPatients || lesions < GateChoice.LeastLesions
                ? $"neither network learned from {Count(patients, "validation patient")} with {Count(lesions, "reference lesion")}; "
                    + $"{GateChoice.LeastPatients} patients and {GateChoice.LeastLesions} lesions are asked for"
            : null;
        var choice = new GateChoice
        {
            ChosenOn = why is null ? GateSource.Validation : GateSource.Test,
            Why = why,
            Patients = patients,
            ReferenceLesions = lesions,
            Cases = [.. unseen.Select(c => c.Id)],
        };
        return (choice, why is null ? unseen : []);
    }

    private static int Counted(Case @case, MatchingPreset preset) =>
        Drawn.Reference.Lesions(@case, preset.Connectivity).Lesions.Count(l => Lesion.ReachesVolume(l.VolumeMm3, preset.MinVolumeMm3));

    private static string Count(int count, string one) => $"{count} {one}{(count == 1 ? "" : "s")}";
}
