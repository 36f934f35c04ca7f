using BrainMets.Datasets;
using BrainMets.Inference;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// The probability maps of all networks on all cases, on disk. A case is prepared once for all networks; one that is done is not predicted
/// again as long as scan, networks and the way of computing are the same.
/// </summary>
internal sealed class NetworkMaps(string folder, IReadOnlyList<NetworkFile> networks, RunContext context)
{
    private const string Done = "done";

    /// <summary>Predicts what is not there yet.</summary>
    /// <exception cref="InvalidInputException">Some cases cannot be predicted; all that cannot are named, the others are done.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the cases done are kept.</exception>
    public void Predict(IReadOnlyList<Case> cases)
    {
        var preprocessing = networks[0].Config.Preprocessing;
        var brainModel = BrainModel.Load(preprocessing);
        var failures = new List<CaseFailure>();
        foreach (var (i, c) in cases.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("predict", (double)i / cases.Count, c.Id);
            try
            {
                Predict(c, run => Preprocessor.Prepare(CaseImages.Read(c with { ReferencePath = null }), preprocessing,
                    run with { BrainModel = brainModel }), (double)i / cases.Count, cases.Count);
            }
            catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                failures.Add(new CaseFailure(c.Id, e.Message));
            }
        }

        context.Report("predict", 1);
        if (failures.Count > 0)
        {
            throw new InvalidInputException(
                "cases", $"{failures.Count} of {cases.Count} cannot be predicted. Correct them, or leave them "
                    + $"out:{string.Concat(failures.Select(f => $"\n  {f.Case}: {f.Reason}"))}");
        }
    }

    /// <summary>The map of one network, as it made it.</summary>
    public ProbabilityMap Read(Case @case, int network) => new(@case.Id, @case.Patient, NiftiFile.Read(MapOf(@case, network)));

    private string MapOf(Case @case, int network) => Path.Combine(folder, @case.Id, $"network-{network + 1}.nii.gz");

    private void Predict(Case @case, Func<PreparationRun, PreparedCase> prepare, double fraction, int cases)
    {
        var done = Path.Combine(folder, @case.Id, Done);
        var wanted = Key(@case);
        if (File.Exists(done) && File.ReadAllText(done) == wanted)
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(folder, @case.Id));
        File.Delete(done);
        var prepared = prepare(new PreparationRun
        {
            BrainProgress = new StageProgress(context.Progress, "brain", @case.Id),
            Cancellation = context.Cancellation,
        });
        foreach (var (i, network) in networks.Index())
        {
            context.Report("predict", fraction + ((double)i / networks.Count / cases), $"{@case.Id}, network {i + 1} of {networks.Count}");
            using var opened = network.Open(context.Compute.Device);
            var working =
                new Predictor(opened, context.Compute, network.Config.Inference).PredictOnWorkingGrid(prepared, context.Cancellation);
            NiftiFile.Write(SourceGrid.Restore(working, prepared.Source), MapOf(@case, i));
        }

        AtomicFile.WriteText(done, wanted);
    }

    /// <summary>All that a map depends on.</summary>
    private string Key(Case @case) => FileHash.OfText(string.Join('\n', (string[])
    [
        context.Version,
        context.Compute.Precision.ToString(),
        context.Compute.Device,
        CaseInput.Sha256Of(@case),
        @case.BrainMaskPath is { } mask ? FileHash.Of(mask) : "",
        .. networks.Select(n => n.Sha256),
    ]));
}
