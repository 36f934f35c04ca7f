using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>What is judged: the networks of the grid, one a point and seed, then the ensembles.</summary>
internal static class EvaluatedModelList
{
    public static IReadOnlyList<EvaluatedModel> Of(IReadOnlyList<TrainedNetwork> trained, ExperimentPlan plan, DataPartition assignment, ArtifactStore pieces)
    {
        string PredictionsOf(string name) => pieces.FolderOf($"{PredictionStage.Folder}/{name}");
        var single = trained.GroupBy(t => (t.Plan.Point, t.Plan.Seed)).Select(g => Single([.. g], plan, assignment, PredictionsOf)).ToArray();
        return [.. single, .. plan.Ensembles.Select(e => Ensemble(e.Key, [.. single.Where(n => e.Value.Contains(n.Point))], PredictionsOf))];
    }

    private static EvaluatedModel Single(TrainedNetwork[] folds, ExperimentPlan plan, DataPartition assignment, Func<string, string> predictionsOf)
    {
        TrainedNetwork InCharge(Case c) => folds.Length == 1 ? folds[0] : folds.First(f => f.Plan.Fold == assignment.FoldOf(c));
        var name = folds[0].Plan.Point + (plan.Seeds.Count > 1 ? $"-seed{folds[0].Plan.Seed}" : "");
        return new EvaluatedModel
        {
            Name = name,
            Point = folds[0].Plan.Point,
            Trained = folds,
            Predictions = predictionsOf(name),
            InCharge = InCharge,
            PointsOf = c => InCharge(c).Points,
        };
    }

    private static EvaluatedModel Ensemble(string name, EvaluatedModel[] members, Func<string, string> predictionsOf) => new()
    {
        Name = name,
        Point = name,
        Trained = [.. members.SelectMany(m => m.Trained)],
        Members = [.. members.Select(m => m.Name)],
        Predictions = predictionsOf(name),
        InCharge = members[0].InCharge,
        PointsOf = c => OperatingPoints.Mean([.. members.Select(m => m.PointsOf(c))]),
    };
}
