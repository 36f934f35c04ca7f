using BrainMets.Evaluation;

namespace BrainMets.Cli;

/// <summary>How masks are read and judged.</summary>
internal sealed record MaskRules
{
    public required MatchingPreset Matching { get; init; }

    /// <summary>Turns predictions that are probability maps into masks; null when they are masks.</summary>
    public double? Threshold { get; init; }

    /// <summary>From which probability on a finding of a probability map is outlined; null for the threshold.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Components of probability maps below this are dropped before they are judged, in mm³; 0 keeps all.</summary>
    public double MinPredictedVolumeMm3 { get; init; }

    public required IReadOnlyList<double> TolerancesMm { get; init; }

    public required LabelChoice ReferenceLabels { get; init; }

    public required LabelChoice PredictionLabels { get; init; }

    /// <summary>Resample a prediction that lies on another grid than its reference; otherwise it is refused.</summary>
    public bool Align { get; init; }

    /// <summary>Judge under every named preset as well.</summary>
    public bool Definitions { get; init; }

    /// <summary>True when the lesions are other regions than the components of the masks on disk, so that no picture can show them.</summary>
    public bool LesionsDifferFromMasks =>
        Matching.MergesLesions() || MinPredictedVolumeMm3 > 0 || ReferenceLabels.Text is not null || PredictionLabels.Text is not null;
}
