using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>
/// The networks that predict a case: one, or several whose probabilities are averaged, and optionally one more that only confirms. The
/// first defines connectivity and minimum volume of lesions.
/// </summary>
internal sealed class ModelEnsemble : IDisposable
{
    private ModelEnsemble(IReadOnlyList<EnsembleMember> members) => Members = members;

    /// <summary>Those that are averaged first.</summary>
    public IReadOnlyList<EnsembleMember> Members { get; }

    public LoadedModel First => Members[0].Model;

    /// <summary>Name in manifests: "a", "a + b", "a, confirmed by b".</summary>
    public string Name =>
        string.Join(" + ", Members.Where(m => m.Averages).Select(m => m.Name))
            + string.Concat(Members.Where(m => !m.Averages).Select(m => $", confirmed by {m.Name}"));

    /// <summary>Of every weights file.</summary>
    public string Sha256 => string.Join('+', Members.Select(m => m.Model.Sha256));

    /// <summary>The averaged members' points, averaged; a single network's own.</summary>
    public OperatingPoints OperatingPoints =>
        OperatingPoints.Mean([.. Members.Where(m => m.Averages).Select(m => m.Model.OperatingPoints)]);

    /// <summary>
    /// The probability that a finding is a true lesion; null when the model has no such mapping, and for several models together, to whose
    /// mean it was not fitted.
    /// </summary>
    public FindingCalibration? Findings => Members.Count(m => m.Averages) == 1 ? First.Findings : null;

    /// <summary>One model by itself.</summary>
    public static ModelEnsemble Alone(LoadedModel model) =>
        new([new EnsembleMember(model.Name, model, model.OperatingPoints.Balanced, model.OperatingPoints.Outline, Averages: true)]);

    /// <param name="averaged">One or more; owned by the ensemble from now on.</param>
    /// <param name="confirming">Null for none; it finds lesions at its precise operating point.</param>
    /// <param name="thresholdOf">Detection and segmentation threshold of an averaged network used alone.</param>
    public static ModelEnsemble Of(
        IReadOnlyList<LoadedModel> averaged, LoadedModel? confirming, Func<LoadedModel, (double Find, double? Outline)> thresholdOf)
    {
        LoadedModel[] all = confirming is null ? [.. averaged] : [.. averaged, confirming];
        string NameOf(int i) => all.Count(m => m.Name == all[i].Name) == 1 ? all[i].Name : $"{all[i].Name} ({i + 1})";
        return new ModelEnsemble(
        [.. all.Select((m, i) => Member(i, m == confirming ? (m.OperatingPoints.Precise, m.OperatingPoints.Outline) : thresholdOf(m)))]);
        EnsembleMember Member(int i, (double Find, double? Outline) at) =>
            new(NameOf(i), all[i], at.Find, at.Outline, all[i] != confirming);
    }

    public void Dispose()
    {
        foreach (var member in Members)
        {
            member.Model.Dispose();
        }
    }
}

/// <summary>One of several networks that predict together.</summary>
/// <param name="Name">As results call it: the name of its configuration, numbered where two share one.</param>
/// <param name="Model">The network.</param>
/// <param name="Threshold">At which it finds lesions by itself, for the agreement.</param>
/// <param name="OutlineThreshold">Segmentation threshold; null for the detection threshold.</param>
/// <param name="Averages">Whether its probabilities are averaged; false for one that only confirms.</param>
internal sealed record EnsembleMember(string Name, LoadedModel Model, double Threshold, double? OutlineThreshold, bool Averages);

/// <summary>Predicts a case with every network of an ensemble.</summary>
internal sealed class EnsemblePrediction
{
    private readonly ModelEnsemble ensemble;
    private readonly IReadOnlyList<MemberPredictor> predictors;

    /// <param name="ensemble">The networks.</param>
    /// <param name="mirror">Whether each also predicts the mirrored scan, whatever its configuration.</param>
    /// <param name="context">Where to compute.</param>
    public EnsemblePrediction(ModelEnsemble ensemble, bool mirror, RunContext context)
    {
        this.ensemble = ensemble;
        predictors = [.. ensemble.Members.Select(m => new MemberPredictor(m.Model, mirror, context))];
    }

    /// <summary>The mean map, and that of every member; a member is not predicted twice for it.</summary>
    /// <param name="prepare">Prepares the case for a network; networks with the same options share the result.</param>
    /// <param name="cancellation">Between tiles.</param>
    public (ProbabilityMap Mean, IReadOnlyList<ProbabilityMap> Each) Predict(
        Func<PreprocessingOptions, PreparedCase> prepare, CancellationToken cancellation)
    {
        var prepared = new Dictionary<PreprocessingOptions, PreparedCase>();
        var maps = new List<ProbabilityMap>();
        foreach (var (member, predictor) in ensemble.Members.Zip(predictors))
        {
            var options = member.Model.Config.Preprocessing;
            maps.Add(predictor.Predict(
                prepared.TryGetValue(options, out var known) ? known : prepared[options] = prepare(options), cancellation));
        }

        return (ProbabilityMap.Mean(maps.Zip(ensemble.Members).Where(m => m.Second.Averages).Select(m => m.First)), maps);
    }

    /// <summary>For every lesion who found it; empty for a single network.</summary>
    public IReadOnlyList<LesionAgreement> Agreement(LesionSet lesions, IReadOnlyList<ProbabilityMap> each)
    {
        if (ensemble.Members.Count == 1)
        {
            return [];
        }

        var own = each.Zip(
            ensemble.Members,
                (map, m) => (m.Name, LesionFinder.Find(
                    map, m.Model.Config.Lesions with { Threshold = m.Threshold, OutlineThreshold = m.OutlineThreshold })));
        var confirming = ensemble.Members.Index().Where(m => !m.Item.Averages).Select(m => (int?)m.Index).FirstOrDefault();
        return FoundBy.Of(lesions, [.. own], confirming);
    }
}

/// <summary>Predicts with one model: the mean of its networks, one after the other, calibrated where its card has a calibration.</summary>
internal sealed class MemberPredictor(LoadedModel model, bool mirror, RunContext context)
{
    /// <summary>Probability on the source grid; 0 outside the brain.</summary>
    public ProbabilityMap Predict(PreparedCase prepared, CancellationToken cancellation)
    {
        // Averaged on the working grid: bringing a map back is linear, so once is enough.
        var restored = SourceGrid.Restore(
            ProbabilityMap.Mean(model.Networks.Select(network => Predict(network, prepared, cancellation))), prepared.Source);
        model.Calibration?.Apply(restored);
        return new ProbabilityMap(prepared.CaseId, prepared.Patient, restored);
    }

    /// <summary>One network on the working grid.</summary>
    private Volume<float> Predict(NetworkFile network, PreparedCase prepared, CancellationToken cancellation)
    {
        var options = network.Config.Inference with { Mirror = mirror || network.Config.Inference.Mirror };
        return model.With(network, opened => new Predictor(opened, context.Compute, options).PredictOnWorkingGrid(prepared, cancellation));
    }
}

/// <summary>Which networks find a lesion by themselves; a row of agreement.csv.</summary>
/// <param name="Lesion">Its label.</param>
/// <param name="FoundBy">Names of the networks that have a lesion of their own sharing a voxel with it.</param>
/// <param name="Of">Number of networks.</param>
/// <param name="Confirmed">
/// Whether the confirming network detects it too; otherwise it is to be reviewed; null without a confirming network.
/// </param>
public sealed record LesionAgreement(int Lesion, IReadOnlyList<string> FoundBy, int Of, bool? Confirmed);

/// <summary>Which networks find a lesion too: those that have a lesion of their own sharing a voxel with it.</summary>
internal static class FoundBy
{
    /// <summary>One entry a lesion, in their order.</summary>
    /// <param name="lesions">The lesions to look up.</param>
    /// <param name="each">The networks by name, each with the lesions that it finds by itself, on the same grid.</param>
    /// <param name="confirming">The place of the network that confirms; null for none.</param>
    public static IReadOnlyList<LesionAgreement> Of(LesionSet lesions, IReadOnlyList<(string Name, LesionSet Own)> each, int? confirming)
    {
        var found = each.Select(e => Overlapped(lesions, e.Own)).ToArray();
        return
        [
            .. lesions.Lesions.Select(l => new LesionAgreement(
                l.Label,
                [.. each.Where((_, i) => found[i].Contains(l.Label)).Select(e => e.Name)],
                each.Count,
                confirming is { } c ? found[c].Contains(l.Label) : null)),
        ];
    }

    private static HashSet<int> Overlapped(LesionSet lesions, LesionSet own)
    {
        var (labels, others) = (lesions.Labels.Voxels, own.Labels.Voxels);
        return [.. Enumerable.Range(0, labels.Length).Where(i => others[i] > 0 && labels[i] > 0).Select(i => labels[i])];
    }
}

/// <summary>agreement.csv: who found what.</summary>
internal static class AgreementTable
{
    private const string FoundByColumn = "found_by";

    public static CsvTable Of(IEnumerable<LesionAgreement> lesions)
    {
        var table = new CsvTable("agreement", "lesion", "networks_that_found_it", "networks", "state", FoundByColumn)
        {
            QuotedColumn = FoundByColumn,
        };
        foreach (var l in lesions)
        {
            var state = l.Confirmed switch { null => null, true => "confirmed", false => "to review" };
            table.Add(l.Lesion, l.FoundBy.Count, l.Of, state, string.Join("; ", l.FoundBy));
        }

        return table;
    }
}
