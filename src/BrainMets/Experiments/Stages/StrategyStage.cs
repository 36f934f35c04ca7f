using BrainMets.Datasets;
using BrainMets.Evaluation.Combination;
using BrainMets.Evaluation.Combination.Gates;
using BrainMets.Experiments.Combining;
using BrainMets.Experiments.Combining.Probabilities;
using BrainMets.Experiments.Judging;
using BrainMets.Experiments.Plans;
using BrainMets.Experiments.Predictions;
using BrainMets.Experiments.Results.Models;
using BrainMets.Experiments.Stages.Networks;
using BrainMets.Nifti;

namespace BrainMets.Experiments.Stages;

/// <summary>Puts the two networks of the strategy together at one operating point, at the plan's gate and at the one that the cases choose.</summary>
internal sealed class StrategyStage(ExperimentPlan plan, Judge judge, Provenance provenance)
{
    public const string Folder = "strategy";

    private readonly StrategyPlan strategy = plan.Strategy!; // asked before there is a stage

    /// <summary>Makes combination.json and a folder a case in the given folder.</summary>
    /// <param name="folder">Of the piece.</param>
    /// <param name="cases">The main test set.</param>
    /// <param name="how">At which threshold the networks draw, and whether the gate is chosen or the plan's.</param>
    /// <param name="networks">For small and for large lesions.</param>
    public void Combine(string folder, IReadOnlyList<Case> cases, (OperatingThreshold At, bool Chosen) how, (Network Small, Network Large) networks)
    {
        var models = new CombinationModels(strategy.Small, strategy.Large);
        var given = how.Chosen ? null : VolumeGate.At(1000 * strategy.GateCc);
        var options = new CombinationOptions { Seed = plan.Seeds[0], Resamples = plan.Resamples };
        var gates = VolumeGate.Ladder(options.GatesMm3.Concat(given?.VolumeMm3 is { } mm3 ? [mm3] : []));
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
        var selection = given is null ? GateSelection.Choose(counts, gates, judge.Preset, options) : GateSelection.Judge(counts, (gates, given), judge.Preset, options);
        var gate = selection.Gate ?? VolumeGate.LargeOnly; // Nothing to find and nothing found: any gate gives the same.
        var combiner = new CaseCombiner(models, provenance) { Connectivity = judge.Preset.Connectivity };
        var combined = inputs.Select(c => (Case: c, Manifest: combiner.Combine(c, gate, Path.Combine(folder, c.Id)))).ToArray();
        CombinationFile.Write(
            new CombinationSummary
            {
                Models = models,
                Gate = gate,
                Connectivity = judge.Preset.Connectivity,
                Counts = CombinationCounts.Sum(combined.Select(c => c.Manifest.Counts)),
                Cases = [.. combined.Select(c => new CaseCounts(c.Case.Id, c.Case.Patient, c.Manifest.Counts))],
                MeanProbability = ensemble,
                Selection = selection,
                Provenance = provenance,
            },
            folder);
    }

    /// <summary>The mask at the chosen threshold is there; at the fixed one it is drawn for the occasion.</summary>
    private ModelFiles Files(string folder, Case @case, Network network, OperatingThreshold at)
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
