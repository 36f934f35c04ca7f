namespace BrainMets.Preprocessing;

/// <summary>
/// Finds the brain in a T1 post-contrast head without any trained weights: intensity, morphology on a 2 mm grid and a generous boundary of
/// what a brain's shape can be. Method, measured accuracy and failure modes: docs/preprocessing.md. Networks: <see cref="BrainModel"/>.
/// </summary>
internal static class BrainExtraction
{
    private static readonly SpacingMm CoarseSpacing = new(2, 2, 2);

    /// <summary>
    /// The brain of an image that was already skull-stripped (constant background, no skull), holes filled; null when it was not.
    /// </summary>
    public static Volume<byte>? AlreadyStripped(Volume<float> image) => SkullStrippingDetector.FindBrain(image);

    /// <summary>1 inside the brain, on the grid of <paramref name="image"/>; all 0 when there is none in it.</summary>
    /// <param name="image">T1c of a head, best at about 1 mm; orientation by its affine, so any axis order.</param>
    public static Volume<byte> Extract(Volume<float> image)
    {
        var grid = WorkingGrid.Covering(image.Geometry, CoarseSpacing);
        var coarse = Resampler.Linear(image, grid, outside: 0);
        return HeadEstimate.From(coarse) is { } head && BrainCore.Find(image, coarse, head) is { } found
            ? BrainEnvelope.Around(found, coarse, image.Geometry)
            : new Volume<byte>(image.Geometry);
    }
}

/// <summary>How a brain is found in a head. docs/brain-extraction.md compares them and names the sources of weights.</summary>
internal enum BrainExtractionMethod
{
    /// <summary><see cref="BrainExtraction"/>: intensity and morphology, without weights.</summary>
    Builtin,

    /// <summary>The published network MindGrab from its file model.bin.</summary>
    Mindgrab,

    /// <summary>The published network SynthStrip from a safetensors file.</summary>
    Synthstrip,
}
