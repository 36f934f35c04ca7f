using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>Predicts a case with every network of an ensemble.</summary>
internal sealed class EnsemblePrediction
{
    private readonly ModelEnsemble ensemble;
    private readonly IReadOnlyList<MemberPredictor> predictors;

    /// <param name="ensemble">The networks.</param>
    /// <param name="mirror">Whether each also looks at the mirrored scan, whatever its configuration says.</param>
    /// <param name="context">Where to compute.</param>
    public EnsemblePrediction(ModelEnsemble ensemble, bool mirror, RunContext context)
    {
        this.ensemble = ensemble;
        predictors = [.. ensemble.Members.Select(m => new MemberPredictor(m.Model, mirror, context))];
    }

    /// <summary>The mean map, and that of every member; a member is not predicted twice for it.</summary>
    /// <param name="prepare">Prepares the case as a network wants it; networks that want the same share it.</param>
    /// <param name="cancellation">Between tiles.</param>
    public (ProbabilityMap Mean, IReadOnlyList<ProbabilityMap> Each) Predict(Func<PreprocessingOptions, PreparedCase> prepare, CancellationToken cancellation)
    {
        var prepared = new Dictionary<PreprocessingOptions, PreparedCase>();
        var maps = new List<ProbabilityMap>();
        foreach (var (member, predictor) in ensemble.Members.Zip(predictors))
        {
            var options = member.Model.Config.Preprocessing;
            maps.Add(predictor.Predict(prepared.TryGetValue(options, out var known) ? known : prepared[options] = prepare(options), cancellation));
        }

        return (MeanMap.Of([.. maps.Zip(ensemble.Members).Where(m => m.Second.Averages).Select(m => m.First)]), maps);
    }

    /// <summary>For every lesion who found it; empty for a single network.</summary>
    public IReadOnlyList<LesionAgreement> Agreement(LesionSet lesions, IReadOnlyList<ProbabilityMap> each)
    {
        if (ensemble.Members.Count == 1)
        {
            return [];
        }

        var own = each.Zip(ensemble.Members, (map, m) => (m.Name, LesionFinder.Find(map, m.Model.Config.Lesions with { Threshold = m.Threshold, OutlineThreshold = m.OutlineThreshold })));
        var confirming = ensemble.Members.Index().Where(m => !m.Item.Averages).Select(m => (int?)m.Index).FirstOrDefault();
        return FoundBy.Of(lesions, [.. own], confirming);
    }
}
