using BrainMets.Datasets;
using BrainMets.Nifti;

namespace BrainMets.Preprocessing;

/// <summary>
/// Prepares a case for a network: a T1c scan of any orientation and spacing becomes a <see cref="PreparedCase"/> on the working grid (RAS+
/// axes, spacing in mm of <see cref="PreprocessingOptions.Spacing"/>). Invalid input is rejected; unusual input passes with a warning.
/// </summary>
internal static class Preprocessor
{
    /// <summary>Reads a case's files and prepares it.</summary>
    /// <exception cref="InvalidInputException">
    /// A file cannot be read, a mask lies on another grid, or the image is invalid (see the other overload).
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static PreparedCase Prepare(Case @case, PreprocessingOptions options) => Prepare(CaseImages.Read(@case), options);

    /// <summary>Prepares a case that is already in memory.</summary>
    /// <exception cref="InvalidInputException">
    /// The image is constant or holds a non-finite value, a mask lies on another grid, or no brain was found.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
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
            ?? throw new InvalidInputException(
                images.CaseId,
                    "nearly all of the brain has one and the same intensity, which no scan has; check that the T1c is an image and not a "
                        + "mask.");
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

    /// <summary>A network receives the scan as it is, not the working grid: it was trained with its own conforming.</summary>
    private static (Volume<byte> Brain, BrainOrigin Origin, BrainModel? Model) FindBrain(
        CaseImages images, Volume<float> image, PreparationRun run)
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
            ? (MaskResampling.Shape(model.FindBrain(images.T1c, run.BrainProgress, run.Cancellation), image.Geometry), Origin(model.Method),
                model)
            : (BrainExtraction.Extract(image), BrainOrigin.Extracted, null);
    }

    private static BrainOrigin Origin(BrainExtractionMethod network) =>
        network == BrainExtractionMethod.Mindgrab ? BrainOrigin.Mindgrab : BrainOrigin.Synthstrip;

    /// <summary>The brain and a margin, and in any case every reference lesion.</summary>
    private static Box3 CropBox(Volume<byte> brain, Volume<byte>? reference, double marginMm)
    {
        var spacing = brain.Geometry.Spacing;
        var box = (Box3.Around(brain) ?? Box3.Whole(brain.Size)).Grow(
            (int)Math.Ceiling(marginMm / spacing.X), (int)Math.Ceiling(marginMm / spacing.Y), (int)Math.Ceiling(marginMm / spacing.Z),
                brain.Size);
        return reference is not null && Box3.Around(reference) is { } lesions ? box.Union(lesions) : box;
    }
}

/// <summary>How a scan becomes a <see cref="PreparedCase"/>. Reasons and measurements: docs/preprocessing.md.</summary>
internal sealed record PreprocessingOptions
{
    /// <summary>
    /// Voxel spacing of the working grid along its Right, Anterior and Superior axes, in mm. Each must be 0.2 to 10. Default 1.0 x 1.0 x
    /// 1.5: a 3 mm lesion spans at least two voxels along every axis, and a head needs a third fewer voxels than at 1 mm.
    /// </summary>
    public SpacingMm Spacing { get; init; } = new(1.0, 1.0, 1.5);

    /// <summary>
    /// Kept around the brain's box when cropping, in mm, 0 to 100. Default 12: the widest context of the network beyond a tile is mostly
    /// outside the brain there, where it reads a constant anyway.
    /// </summary>
    public double MarginMm { get; init; } = 12;

    /// <summary>
    /// A built-in brain extraction that finds less is rejected as "no brain", in mL, 0 to 2000. Default 500: half of a small adult brain,
    /// so a scan that covers only part of the head still passes and a phantom bottle does not.
    /// </summary>
    public double MinBrainVolumeMl { get; init; } = 500;

    /// <summary>How the brain is found in a head without a given mask. Default: the built-in method, which needs no weights.</summary>
    public BrainExtractionMethod BrainExtraction { get; init; } = BrainExtractionMethod.Builtin;

    /// <summary>File of the network's weights, for the methods that have one; null for the built-in method.</summary>
    public string? BrainModel { get; init; }

    /// <exception cref="ArgumentException">Every value out of range, listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Preprocessing options");
        errors.AddIf(
            !(InRange(Spacing.X, 0.2, 10) && InRange(Spacing.Y, 0.2, 10) && InRange(Spacing.Z, 0.2, 10)),
            $"spacing is {Spacing}; each must be 0.2 to 10 mm");
        errors.AddIf(!InRange(MarginMm, 0, 100), $"marginMm is {MarginMm}; must be 0 to 100");
        errors.AddIf(!InRange(MinBrainVolumeMl, 0, 2000), $"minBrainVolumeMl is {MinBrainVolumeMl}; must be 0 to 2000");
        errors.AddIf(
            BrainExtraction == BrainExtractionMethod.Builtin && BrainModel is not null,
            $"brainModel is {BrainModel}, but brainExtraction is builtin, which has no weights; "
                + "choose mindgrab or synthstrip, or name no file");
        errors.ThrowIfAny();
    }

    private static bool InRange(double value, double low, double high) => value >= low && value <= high;
}

/// <summary>Inputs of a preparation in addition to its options: the brain network, progress and cancellation.</summary>
internal sealed record PreparationRun
{
    /// <summary>The brain-extraction network, loaded once for many cases; null to load it when the options require one.</summary>
    public BrainModel? BrainModel { get; init; }

    /// <summary>The part of the brain extraction done, 0..1; only a network reports.</summary>
    public IProgress<double>? BrainProgress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

/// <summary>
/// A case in memory, all volumes on one grid: what <see cref="Preprocessor"/> reads from a case's files, or a phantom hands over.
/// </summary>
internal sealed record CaseImages
{
    public required string CaseId { get; init; }

    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    public required Volume<float> T1c { get; init; }

    /// <summary>Not 0 inside lesions; null when there is no reference.</summary>
    public Volume<byte>? Reference { get; init; }

    /// <summary>Not 0 inside the brain; null to have the brain found.</summary>
    public Volume<byte>? BrainMask { get; init; }

    /// <summary>Acquisition parameters of the header; null for files without any.</summary>
    public ScanTags? Tags { get; init; }

    /// <summary>What was unusual about the image file.</summary>
    public IReadOnlyList<string> ReadWarnings { get; init; } = [];

    /// <exception cref="InvalidInputException">A file cannot be read, or a mask lies on another grid than its image.</exception>
    public static CaseImages Read(Case @case)
    {
        var t1c = NiftiFile.ReadImage(@case.T1cPath);
        var grid = t1c.Volume.Geometry;
        return new CaseImages
        {
            CaseId = @case.Id,
            Patient = @case.Patient,
            Site = @case.Site,
            T1c = t1c.Volume,
            Reference = @case.ReferencePath is { } reference ? NiftiFile.ReadMaskOn(reference, grid) : null,
            BrainMask = @case.BrainMaskPath is { } brainMask ? NiftiFile.ReadMaskOn(brainMask, grid) : null,
            ReadWarnings = t1c.Header.Warnings,
        };
    }
}

/// <summary>Acquisition parameters of a scan's header; NIfTI files have none.</summary>
/// <param name="Modality">As in DICOM: MR, CT, PT.</param>
/// <param name="Doubts">
/// What in the header is inconsistent with a T1 post-contrast scan of a head, as phrases; empty when nothing is.
/// </param>
internal sealed record ScanTags(string? Modality, IReadOnlyList<string> Doubts);
