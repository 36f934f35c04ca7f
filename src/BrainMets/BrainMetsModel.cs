using System.Reflection;
using BrainMets.Model;
using BrainMets.Prediction;

namespace BrainMets;

/// <summary>
/// A model ready to predict: the networks that come with the package, or your own. Research use; not a medical device.
/// <code>
/// using var model = BrainMetsModel.Load("randomised");
/// var prediction = model.Predict(Scan.Read("scan_t1c.nii.gz"));
/// prediction.Save("out");
/// </code>
/// </summary>
/// <remarks>One prediction at a time: an instance is not safe for concurrent calls.</remarks>
public sealed class BrainMetsModel : IDisposable
{
    /// <summary>Name of the default model.</summary>
    public const string DefaultModel = ShippedModels.Default;

    private readonly ModelEnsemble ensemble;
    private readonly RunContext context;
    private readonly string? limits;

    private BrainMetsModel(ModelEnsemble ensemble, RunContext context, string? limits) =>
        (this.ensemble, this.context, this.limits) = (ensemble, context, limits);

    /// <summary>Name of the model in results.</summary>
    public string Name => ensemble.Name;

    /// <summary>SHA-256 of the weights, lower-case hexadecimal; of several files joined by '+'.</summary>
    public string Sha256 => ensemble.Sha256;

    /// <summary>Probability thresholds, 0..1, chosen on the validation patients of the model.</summary>
    public OperatingPoints OperatingPoints => ensemble.OperatingPoints;

    /// <summary>Names of the models that come with the package.</summary>
    public static IReadOnlyList<string> Shipped => [.. ShippedModels.All.Select(path => Path.GetFileName(path))];

    /// <summary>Loads a model.</summary>
    /// <param name="nameOrPath">A shipped model by name, a model folder, a run folder or a .safetensors file.</param>
    /// <param name="settings">Device, precision and threads; null for the defaults.</param>
    /// <exception cref="InvalidInputException">There is no such model, or a file does not match its card.</exception>
    /// <exception cref="ArgumentException">The device is not available, or a setting is out of range.</exception>
    public static BrainMetsModel Load(string nameOrPath = DefaultModel, ComputeSettings? settings = null)
    {
        var wanted = settings ?? new ComputeSettings();
        var compute = wanted.Start();
        var path = ShippedModels.Resolve(nameOrPath);
        var loaded = LoadedModel.Load(path, compute.Device);
        var context = new RunContext { Compute = compute, Threads = wanted.Threads, Version = Version, Commit = Commit };
        return new BrainMetsModel(ModelEnsemble.Alone(loaded), context, ModelSource.At(path).Card?.Limits);
    }

    /// <summary>
    /// Detects, segments and measures lesions in a scan. Nothing is written; <see cref="CasePrediction.Save"/> writes the result.
    /// </summary>
    /// <param name="scan">A T1 post-contrast scan of a head.</param>
    /// <param name="threshold">
    /// Probability from which a lesion is detected and segmented, above 0 and at most 1; null for the balanced operating point of the
    /// model.
    /// </param>
    /// <param name="cancellation">Checked between parts of the computation.</param>
    /// <exception cref="InvalidInputException">
    /// The scan cannot be used: no brain is found in it, or its intensities are not those of a scan.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public CasePrediction Predict(Scan scan, double? threshold = null, CancellationToken cancellation = default)
    {
        if (threshold is <= 0 or > 1 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold is a probability above 0 and at most 1.");
        }

        var options = new PredictionOptions
        {
            Threshold = threshold ?? OperatingPoints.Balanced,
            OutlineThreshold = threshold is null ? OperatingPoints.Outline : null,
            ModelLimits = limits,
        };
        return new CasePredictor(ensemble, options, context with { Cancellation = cancellation }).Predict(scan.ToInput());
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => ensemble.Dispose();

    private static string Version => Informational.Split('+')[0];

    private static string? Commit => Informational.Split('+') is [_, var commit] ? commit : null;

    private static string Informational =>
        // Written by the SDK.
        typeof(BrainMetsModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
