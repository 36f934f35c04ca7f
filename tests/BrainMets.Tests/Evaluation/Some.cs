using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

/// <summary>Inputs of evaluations, made in one line.</summary>
internal static class Some
{
    /// <summary>Counts every lesion, however small.</summary>
    public static MatchingPreset AnySize { get; } = MatchingPreset.Default with { MinVolumeMm3 = 0 };

    public static LesionSet Lesions(Volume<byte> mask) => LesionFinder.Find("case-1", "patient-1", mask, new LesionOptions());

    public static LesionSet Lesions(VolumeGeometry geometry, params Box3[] boxes) => Lesions(MaskOf.Boxes(geometry, boxes));

    /// <summary>Evaluates boxes of voxels against boxes of voxels on a grid of 40 x 20 x 20 mm.</summary>
    public static CaseEvaluation Evaluation(Box3[] reference, Box3[] predicted, MatchingPreset? preset = null)
    {
        var grid = MaskOf.Grid(40, 20, 20);
        return Evaluator.Evaluate(Lesions(grid, reference), Lesions(grid, predicted), preset ?? MatchingPreset.Default);
    }
}
