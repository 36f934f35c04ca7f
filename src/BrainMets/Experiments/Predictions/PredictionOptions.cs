using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>What the user may choose at prediction time.</summary>
public sealed record PredictionOptions
{
    /// <summary>A lesion is found where the probability reaches this, 0..1.</summary>
    public required double Threshold { get; init; }

    /// <summary>From which probability on it is outlined, at most the threshold; null for the threshold.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Where images come from; NIfTI files unless said otherwise.</summary>
    public CaseSource Source { get; init; } = CaseSource.Files;

    public bool SaveProbability { get; init; }

    /// <summary>Predict the mirrored scan too and average, whatever the model's configuration says.</summary>
    public bool Mirror { get; init; }

    /// <summary>How the brain is found, for every network; null to go by each network's configuration.</summary>
    public BrainExtractionMethod? BrainExtraction { get; init; }

    /// <summary>File of the weights that go with <see cref="BrainExtraction"/>; null for the built-in method.</summary>
    public string? BrainModel { get; init; }

    /// <summary>The limits of a shipped model's card, put first among the warnings; null for a model without a card.</summary>
    public string? ModelLimits { get; init; }

    /// <summary>Refuse a scan that the domain guard calls red, as bad input is refused; else it is predicted and said.</summary>
    public bool StrictDomain { get; init; }

    /// <summary>Draws the preview of a case into a PNG file; handed in because drawing is a later stage's work. Null for none.</summary>
    public Action<Volume<float>, LesionSet, string>? Illustrate { get; init; }

    /// <summary>Makes the report of a case in its folder when all else is written; handed in for the same reason. Null for none.</summary>
    public Action<string>? Report { get; init; }
}
