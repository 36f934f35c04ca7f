using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>How one case's prediction came about; manifest.json.</summary>
public sealed record PredictionManifest
{
    public string Use { get; } = "Research use; not a medical device.";

    public required string Case { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>For DICOM: the series that was chosen and why. Empty for files in NIfTI.</summary>
    public IReadOnlyDictionary<string, string> Input { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the model, from its configuration.</summary>
    public required string Model { get; init; }

    /// <summary>Findings reach it somewhere.</summary>
    public required double Threshold { get; init; }

    /// <summary>The segmentation threshold; null for the threshold itself, as in manifests of older versions.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>
    /// The networks that predicted together with the thresholds at which each found lesions by itself; empty for one network.
    /// </summary>
    public IReadOnlyDictionary<string, double> Members { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Of models that are several networks or calibrated: which files, and how the map was calibrated. Empty for plain networks.
    /// </summary>
    public IReadOnlyList<ModelOrigin> Models { get; init; } = [];

    /// <summary>Whether the mirrored scan was predicted too.</summary>
    public bool Mirror { get; init; }

    /// <summary>
    /// Components below this were dropped, in mm³; a saved probability map has them still. Null in manifests of older versions.
    /// </summary>
    public double? MinVolumeMm3 { get; init; }

    /// <summary>Findings; candidates are not among them.</summary>
    public required int Lesions { get; init; }

    public required double LesionVolumeMm3 { get; init; }

    /// <summary>
    /// From which probability on a place apart from every finding is a candidate. Null in manifests of older versions, like their number.
    /// </summary>
    public double? CandidateThreshold { get; init; }

    public int? Candidates { get; init; }

    public required double BrainVolumeMl { get; init; }

    /// <summary>
    /// How the brain is found in this run: builtin, mindgrab or synthstrip. Null in manifests of older versions, which had only the first.
    /// </summary>
    public string? BrainExtraction { get; init; }

    /// <summary>SHA-256 of the weights that go with it; null for the built-in method.</summary>
    public string? BrainModelSha256 { get; init; }

    /// <summary>
    /// Where this case's mask came from: a name of <see cref="BrainOrigin"/>. A given mask or a stripped scan goes before any method.
    /// </summary>
    public string? BrainMask { get; init; }

    /// <summary>How the scan compares with what the model was trained for. Null in manifests of older versions.</summary>
    public InputShiftResult? Domain { get; init; }

    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A model in the manifest of a prediction.</summary>
/// <param name="Name">From its card.</param>
/// <param name="CalibrationSlope">Null for a map that is as the networks made it.</param>
/// <param name="CalibrationIntercept">Intercept of the calibration; null for none.</param>
/// <param name="Networks">File and SHA-256 of each network whose probabilities were averaged.</param>
public sealed record ModelOrigin(string Name, double? CalibrationSlope, double? CalibrationIntercept, string Networks);
