using BrainMets.Datasets;
using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// The door of this stage: a T1c scan of any orientation and spacing becomes a <see cref="PreparedCase"/>. Input that cannot be right is
/// refused; input that is unusual passes with a warning.
/// </summary>
public static class Preprocessor
{
    /// <summary>Reads a case's files and prepares it.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, a mask lies on another grid, or the image cannot be right (see the other overload).</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static PreparedCase Prepare(Case @case, PreprocessingOptions options) =>
        Prepare(CaseImages.Read(@case), options);

    /// <summary>Prepares a case that is already in memory.</summary>
    /// <exception cref="InvalidInputException">The image is constant or holds a non-finite value, a mask lies on another grid, or no brain was found.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static PreparedCase Prepare(CaseImages images, PreprocessingOptions options, PreparationRun? run = null)
    {
        options.Validate();
        InputChecks.Refuse(images);
        var source = images.T1c.Geometry;
        var grid = WorkingGrid.Covering(source, options.Spacing);
        var image = WorkingGrid.Resample(images.T1c, grid);
        run ??= new PreparationRun();
        var network = run.BrainModel?.Method == options.BrainExtraction ? run.BrainModel : BrainModel.Load(options);
        var (brain, origin, model) = FindBrain(images, image, run with { BrainModel = network });
        var reference = images.Reference is { } drawn ? MaskResampling.Lesions(drawn, grid) : null;
        var warnings = InputChecks.Warnings(images, (brain, origin), reference, options);
        var box = CropBox(brain, reference, options.MarginMm);
        var normalized = IntensityNormalization.Normalize(image, brain)
            ?? throw new InvalidInputException(images.CaseId, "nearly all of the brain has one and the same intensity, which no scan has; check that the T1c is an image and not a mask.");
        return new PreparedCase
        {
            CaseId = images.CaseId,
            Patient = images.Patient,
            Site = images.Site,
            Image = normalized.Crop(box),
            Brain = brain.Crop(box),
            Reference = reference?.Crop(box),
            Source = source,
            BrainOrigin = origin,
            BrainModelSha256 = model?.Sha256,
            Warnings = [.. images.ReadWarnings, .. warnings],
        };
    }

    /// <summary>A network sees the scan as it is, not the working grid: its own conforming is part of how it was trained.</summary>
    private static (Volume<byte> Brain, BrainOrigin Origin, BrainModel? Model) FindBrain(CaseImages images, Volume<float> image, PreparationRun run)
    {
        if (images.BrainMask is { } given)
        {
            return (MaskResampling.Shape(given, image.Geometry), BrainOrigin.Given, null);
        }

        if (BrainExtraction.AlreadyStripped(images.T1c) is { } stripped)
        {
            return (MaskResampling.Shape(stripped, image.Geometry), BrainOrigin.AlreadyStripped, null);
        }

        return run.BrainModel is { } model
            ? (MaskResampling.Shape(model.FindBrain(images.T1c, run.BrainProgress, run.Cancellation), image.Geometry), Origin(model.Method), model)
            : (BrainExtraction.Extract(image), BrainOrigin.Extracted, null);
    }

    private static BrainOrigin Origin(BrainExtractionMethod network) =>
        network == BrainExtractionMethod.Mindgrab ? BrainOrigin.Mindgrab : BrainOrigin.Synthstrip;

    /// <summary>The brain and a margin, and in any case every reference lesion.</summary>
    private static Box3 CropBox(Volume<byte> brain, Volume<byte>? reference, double marginMm)
    {
        var spacing = brain.Geometry.Spacing;
        var box = (Box3.Around(brain) ?? Box3.Whole(brain.Size)).Grow(
            (int)Math.Ceiling(marginMm / spacing.X), (int)Math.Ceiling(marginMm / spacing.Y), (int)Math.Ceiling(marginMm / spacing.Z), brain.Size);
        return reference is not null && Box3.Around(reference) is { } lesions ? box.Union(lesions) : box;
    }
}
