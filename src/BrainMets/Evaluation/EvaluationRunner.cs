using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Evaluates files: reads the segmentations of a case, brings them onto one grid, finds their lesions, matches and compares them, and
/// summarises the cases. <c>evaluate</c>, <c>compare</c>, <c>combine</c>, experiments, model assembly and reports all use it, so that the
/// same masks give the same numbers everywhere; <see cref="ReaderStudyRunner"/> is the same for several readers.
/// </summary>
/// <param name="rules">How cases are evaluated.</param>
public sealed class EvaluationRunner(EvaluationRules rules)
{
    /// <summary>Evaluates the prediction of a case by its reference.</summary>
    /// <exception cref="InvalidInputException">
    /// A file cannot be read or is of another kind than its rules state, or the two lie on different grids.
    /// </exception>
    /// <exception cref="ArgumentException">A rule is out of its range.</exception>
    public EvaluatedCase Evaluate(CaseFiles files)
    {
        var reference = files.Reference.Read(files.Patient);
        var prediction = Predicted(files, reference.Geometry);
        var connectivity = rules.Matching.Connectivity;
        var (lesions, predicted) = (reference.Lesions(connectivity), prediction.Lesions(connectivity));
        return new EvaluatedCase
        {
            Evaluation = Evaluator.Evaluate(lesions, predicted, rules.Matching, rules.TolerancesMm) with
            {
                Alignment = prediction.Alignment,
            },
            UnderEveryPreset = rules.Definitions ? UnderEveryPreset((reference, lesions), (prediction, predicted)) : [],
            Dropped = prediction.Dropped(predicted),
            Map = rules.Sweep is { } sweep && prediction.Map is { } map
                ? FreeResponseEvaluator.Evaluate(map, lesions, rules.Matching, sweep)
                : null,
        };
    }

    /// <summary>Summarises evaluated cases, with intervals over patients.</summary>
    /// <exception cref="ArgumentException">No case, a case twice, or an option out of range.</exception>
    public EvaluationResult Summarize(IReadOnlyList<EvaluatedCase> cases, SummaryOptions options)
    {
        var dropped = cases.Select(c => c.Dropped).OfType<DroppedPredictions>().ToArray();
        var maps = cases.Select(c => c.Map).OfType<MapEvaluation>().ToArray();
        return Evaluator.Summarize([.. cases.Select(c => c.Evaluation)], rules.Matching, options) with
        {
            DefinitionSensitivity = rules.Definitions
                ? MatchingSensitivityAnalysis.Table([.. cases.Select(c => c.UnderEveryPreset)])
                : null,
            DroppedPredictions = dropped.Length == 0 ? null : dropped[0] with { Components = dropped.Sum(d => d.Components) },
            LabelsRead = rules.LabelsRead,
            FreeResponse = rules.Sweep is { } sweep && maps.Length > 0 ? FreeResponseEvaluator.Summarize(maps, sweep) : null,
        };
    }

    /// <summary>The prediction on its own grid, or on the grid of its reference when the rules request alignment.</summary>
    private Segmentation Predicted(CaseFiles files, VolumeGeometry grid)
    {
        var prediction = files.Prediction.Read(files.Patient);
        return prediction.Geometry.SameGridAs(grid) || rules.Align
            ? prediction.AlignedTo(grid, rules.Matching.Connectivity)
            : throw new InvalidInputException(
                files.Prediction.Path,
                $"lies on another grid than its reference {files.Reference.Path}. Prediction: {prediction.Geometry}. Reference: {grid}. "
                + "Bring it onto that grid, or give --align to have it resampled; the metrics then include the resampling error.");
    }

    /// <summary>All named presets require lesions split by 26 neighbours.</summary>
    private static IReadOnlyList<CaseEvaluation> UnderEveryPreset(
        (Segmentation Segmentation, LesionSet Lesions) reference, (Segmentation Segmentation, LesionSet Lesions) prediction)
    {
        LesionSet BySharedCorners((Segmentation Segmentation, LesionSet Lesions) one) =>
            one.Lesions.Connectivity == Connectivity.Corners26 ? one.Lesions : one.Segmentation.Lesions(Connectivity.Corners26);
        return MatchingSensitivityAnalysis.Evaluate(BySharedCorners(reference), BySharedCorners(prediction));
    }
}

/// <summary>How cases are evaluated. How their files become lesions is in the <see cref="SegmentationRules"/> of each file.</summary>
public sealed record EvaluationRules
{
    public required MatchingPreset Matching { get; init; }

    /// <summary>Tolerances of surface Dice, in mm.</summary>
    public IReadOnlyList<double> TolerancesMm { get; init; } = Evaluator.DefaultTolerancesMm;

    /// <summary>Resample a prediction that lies on another grid than its reference; otherwise it is an error.</summary>
    public bool Align { get; init; }

    /// <summary>Evaluate under every named preset as well.</summary>
    public bool Definitions { get; init; }

    /// <summary>
    /// Evaluate probability maps at all thresholds as well; null to leave that out. The preset must allow it (<see
    /// cref="MatchingPreset.AllowsSweep"/>).
    /// </summary>
    public FreeResponseOptions? Sweep { get; init; }

    /// <summary>The choice of labels as the result states it; null where only masks and maps are read.</summary>
    public LabelsRead? LabelsRead { get; init; }
}

/// <summary>The evaluation of one case.</summary>
public sealed record EvaluatedCase
{
    public required CaseEvaluation Evaluation { get; init; }

    /// <summary>The same case under every named preset; empty unless requested.</summary>
    public IReadOnlyList<CaseEvaluation> UnderEveryPreset { get; init; } = [];

    /// <summary>Predicted lesions that were too small to be evaluated; null when none were to be dropped.</summary>
    public DroppedPredictions? Dropped { get; init; }

    /// <summary>The probability map at all thresholds; null unless requested, or a mask was predicted.</summary>
    public MapEvaluation? Map { get; init; }
}
