using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Nifti;

namespace BrainMets.Experiments;

/// <summary>Puts the two networks of the strategy together at one operating point, at a given gate or at the one that the cases choose.</summary>
internal sealed class StrategyStage(ExperimentPlan plan, Judge judge, Provenance provenance)
{
    private readonly StrategyPlan strategy = plan.Strategy!; // asked before there is a stage

    private CombinationModels Models => new(strategy.Small, strategy.Large);

    private CombinationOptions Options => new() { Seed = plan.Seeds[0], Resamples = plan.Resamples };

    /// <summary>Chooses a gate on these cases and puts nothing together: combination.json with every gate tried.</summary>
    /// <param name="folder">Of the piece.</param>
    /// <param name="cases">With references; predicted by both.</param>
    /// <param name="at">At which threshold the networks draw.</param>
    /// <param name="networks">For small and for large lesions.</param>
    public void Choose(string folder, IReadOnlyList<Case> cases, OperatingThreshold at, (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var (_, ensemble, selection) = Select(folder, cases, (at, null), networks);
        CombinationFile.Write(Summary(selection, ensemble, selection.Gate, []), folder);
    }

    /// <summary>Makes combination.json and a folder a case in the given folder.</summary>
    /// <param name="folder">Of the piece.</param>
    /// <param name="cases">The main test set.</param>
    /// <param name="how">At which threshold the networks draw, and the gate; null to choose it on these cases.</param>
    /// <param name="networks">For small and for large lesions.</param>
    public void Combine(string folder, IReadOnlyList<Case> cases, (OperatingThreshold At, VolumeGate? Given) how, (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var (inputs, ensemble, selection) = Select(folder, cases, how, networks);
        var gate = selection.Gate ?? VolumeGate.LargeOnly; // Nothing to find and nothing found: any gate gives the same.
        var combiner = new CaseCombiner(Models, provenance) { Connectivity = judge.Preset.Connectivity };
        CombinationFile.Write(
            Summary(selection, ensemble, gate, [.. inputs.Select(c => new CaseCounts(c.Id, c.Patient, combiner.Combine(c, gate, Path.Combine(folder, c.Id)).Counts))]), folder);
    }

    private (CombinationCase[] Inputs, MeanProbability Ensemble, GateSelectionResult Selection) Select(
        string folder, IReadOnlyList<Case> cases, (OperatingThreshold At, VolumeGate? Given) how, (EvaluatedModel Small, EvaluatedModel Large) networks)
    {
        var gates = VolumeGate.Ladder(Options.GatesMm3.Concat(how.Given?.VolumeMm3 is { } mm3 ? [mm3] : []));
        var inputs = cases.Select(c => new CombinationCase
        {
            Id = c.Id,
            Patient = c.Patient,
            Small = Files(folder, c, networks.Small, how.At),
            Large = Files(folder, c, networks.Large, how.At),
            ReferencePath = c.ReferencePath,
        }).ToArray();
        var ensemble = MeanProbability.For(inputs, how.At == OperatingThreshold.Fixed ? plan.Threshold : null);
        var counts = inputs.Select(c => CaseCombiner.Count(c, gates, judge.Preset, ensemble)).ToArray();
        return (inputs, ensemble, how.Given is { } given
            ? GateSelection.Judge(counts, (gates, given), judge.Preset, Options)
            : GateSelection.Choose(counts, gates, judge.Preset, Options));
    }

    private CombinationSummary Summary(GateSelectionResult selection, MeanProbability ensemble, VolumeGate? gate, IReadOnlyList<CaseCounts> combined) => new()
    {
        Models = Models,
        Gate = gate,
        Connectivity = judge.Preset.Connectivity,
        Counts = combined.Count == 0 ? null : CombinationCounts.Sum(combined.Select(c => c.Counts)),
        Cases = combined,
        MeanProbability = ensemble,
        Selection = selection,
        Provenance = provenance,
    };

    /// <summary>The mask at the chosen threshold is there; at the fixed one it is drawn for the occasion.</summary>
    private ModelFiles Files(string folder, Case @case, EvaluatedModel network, OperatingThreshold at)
    {
        var predicted = Path.Combine(network.Predictions, @case.Id);
        if (at == OperatingThreshold.Chosen)
        {
            return new ModelFiles(
                Path.Combine(predicted, PredictionFiles.Segmentation), Path.Combine(predicted, PredictionFiles.Probability), network.ThresholdOf(@case));
        }

        var own = Directory.CreateDirectory(Path.Combine(folder, "masks", network.Name)).FullName;
        var mask = Path.Combine(own, @case.Id + ".nii.gz");
        NiftiFile.Write(network.At(at, plan.Threshold).Lesions(@case, judge.Preset.Connectivity).ToSegmentation(), mask);
        return new ModelFiles(mask, Path.Combine(predicted, PredictionFiles.Probability), plan.Threshold);
    }
}
