using BrainMets.Experiments.Predictions.Sources;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Experiments.Predictions;

/// <summary>What the user may choose at prediction time.</summary>
public sealed record PredictionOptions
{
    /// <summary>A voxel is lesion from this probability on, 0..1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Where images come from; NIfTI files unless said otherwise.</summary>
    public CaseSource Source { get; init; } = CaseSource.Files;

    public bool SaveProbability { get; init; }

    /// <summary>Predict the mirrored scan too and average, whatever the model's configuration says.</summary>
    public bool Mirror { get; init; }

    /// <summary>The limits of a shipped model's card, put first among the warnings; null for a model without a card.</summary>
    public string? ModelLimits { get; init; }

    /// <summary>Draws the preview of a case into a PNG file; handed in because drawing is a later stage's work. Null for none.</summary>
    public Action<Volume<float>, LesionSet, string>? Illustrate { get; init; }
}
