namespace BrainMets.Sampling;

/// <summary>How training segments are drawn. Defaults are the paper's (docs/method.md).</summary>
public sealed record SamplingOptions
{
    /// <summary>Side of the predicted cube of a training segment, in voxels. Default 19: an input of 37 with a halo of 9.</summary>
    public int OutputSize { get; init; } = 19;

    /// <summary>Segments a step sees.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>Steps an epoch. Default 100: the published sub-epoch of 1,000 segments; 20 of them make the published epoch.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>At most so many cases, drawn without replacement, serve one epoch.</summary>
    public int CasesPerEpoch { get; init; } = 50;

    /// <summary>Share of segments centred on a lesion voxel, 0..1. Default 0.5: balanced between the two classes.</summary>
    public double LesionShare { get; init; } = 0.5;

    public LesionCentres LesionCentres { get; init; } = LesionCentres.Voxel;

    /// <summary>
    /// Share of the background segments centred on the brightest 3 % of the brain outside lesions, 0..1: vessels, dura and choroid plexus, which look most like
    /// lesions and which uniform draws meet rarely. Default 0, as published.
    /// </summary>
    public double BrightBackgroundShare { get; init; }

    public AugmentationOptions Augmentation { get; init; } = new();
}
