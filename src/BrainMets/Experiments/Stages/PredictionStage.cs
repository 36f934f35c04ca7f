using BrainMets.Datasets;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>
/// Predicts the test cases with every network, validation cases with those of the strategy, and averages the probabilities of ensembles.
/// </summary>
internal sealed class PredictionStage(ArtifactStore pieces, Dependencies dependencies, RunContext context)
{
    public const string Folder = "predictions";

    /// <summary>Of validation cases, apart from those of the test cases.</summary>
    public const string ValidationFolder = "validation";

    /// <summary>Predictions of one network, each case by the fold that never saw it, with probabilities.</summary>
    /// <exception cref="InvalidInputException">A case cannot be predicted; all that cannot are named.</exception>
    public ArtifactRecord Predict(EvaluatedModel network, IReadOnlyList<(TrainedNetwork Trained, IReadOnlyList<Case> Cases)> work) =>
        Predict($"{Folder}/{network.Name}", work);

    /// <summary>Predictions of validation cases by one network, in the same form.</summary>
    /// <exception cref="InvalidInputException">A case cannot be predicted; all that cannot are named.</exception>
    public ArtifactRecord PredictValidation(EvaluatedModel network, IReadOnlyList<Case> cases) =>
        Predict($"{ValidationFolder}/{network.Name}", [(network.Trained[0], cases)]);

    /// <summary>The mean of the members' probabilities, case by case, cut at the mean of their thresholds.</summary>
    public ArtifactRecord Average(EvaluatedModel ensemble, IReadOnlyList<EvaluatedModel> members, IReadOnlyList<Case> cases) =>
        pieces.Make($"{Folder}/{ensemble.Name}", dependencies.OfPrediction(ensemble.Trained.Select(m => m.WeightsSha256), cases),
            canContinue: false, folder =>
        {
            foreach (var (done, c) in cases.Index())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Report("average " + ensemble.Name, (double)done / cases.Count, c.Id);
                var mean = ProbabilityMap.Mean(members.Select(m => m.MapOf(c)));
                var target = Directory.CreateDirectory(Path.Combine(folder, c.Id)).FullName;
                NiftiFile.Write(mean.Probability, Path.Combine(target, PredictionFiles.Probability));
                var lesions = LesionFinder.Find(mean, ensemble.Lesions with { Threshold = ensemble.ThresholdOf(c) });
                NiftiFile.Write(lesions.ToSegmentation(), Path.Combine(target, PredictionFiles.Segmentation));
            }
        });

    private ArtifactRecord Predict(string name, IReadOnlyList<(TrainedNetwork Trained, IReadOnlyList<Case> Cases)> work) =>
        pieces.Make(name, dependencies.OfPrediction(work.Select(w => w.Trained.WeightsSha256), work.SelectMany(w => w.Cases)),
            canContinue: true, folder =>
        {
            var failures = work.SelectMany(w => Predict(w.Trained, w.Cases, folder)).ToArray();
            if (failures.Length > 0)
            {
                throw new InvalidInputException(
                    name,
                    $"{failures.Length} of {work.Sum(w => w.Cases.Count)} cases cannot be predicted. Correct them, or remove them from the "
                        + "data set:"
                    + string.Concat(failures.Select(f => $"\n  {f.Reason}")));
            }
        });

    private IReadOnlyList<CaseFailure> Predict(TrainedNetwork trained, IReadOnlyList<Case> cases, string folder)
    {
        using var model = LoadedModel.Load(trained.WeightsPath, context.Compute.Device);
        var options = new PredictionOptions { Threshold = trained.ChosenThreshold };
        var own = context with { Progress = new NamedProgress(context.Progress, trained.Plan.Name) };
        new BatchPrediction(cases, folder, own).Run(new CasePredictor(model, options, own), saveProbability: true);
        return BatchPrediction.Failures(folder);
    }
}
