using BrainMets.Imaging;
using BrainMets.Nifti;

namespace BrainMets.Experiments;

/// <summary>
/// The mean-probability ensemble that a combination is compared with: a voxel belongs to a lesion when the mean of both models' probabilities is at least the threshold. Either the
/// threshold was given, or it is the mean of the thresholds with which the two models were applied.
/// </summary>
public sealed record MeanProbability
{
    /// <summary>How far outside 0..1 a probability may lie through rounding.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>Null when the ensemble could not be made; <see cref="How"/> says why.</summary>
    public required double? Threshold { get; init; }

    /// <summary>Where the threshold comes from, or what is missing.</summary>
    public required string How { get; init; }

    /// <summary>Whether and at which threshold the ensemble can be made of these cases: all of them, or the comparison would be of other patients.</summary>
    public static MeanProbability For(IReadOnlyList<CombinationCase> cases, double? givenThreshold)
    {
        var sides = cases.SelectMany(c => new[] { c.Small, c.Large }).ToArray();
        var without = sides.Count(s => s.ProbabilityPath is null);
        if (without > 0)
        {
            return Absent($"{without} of {sides.Length} predictions have no probability.nii.gz; 'mets predict --save-probability' writes it");
        }

        if (givenThreshold is { } given)
        {
            return new MeanProbability { Threshold = given, How = "threshold given" };
        }

        var (small, large) = (cases.Select(c => c.Small.Threshold).Distinct().ToArray(), cases.Select(c => c.Large.Threshold).Distinct().ToArray());
        return (small, large) is ([{ } a], [{ } b])
            ? new MeanProbability { Threshold = Math.Round((a + b) / 2, 6), How = FormattableString.Invariant($"mean of the models' thresholds, {a} and {b}") }
            : Absent("no single threshold is known for each model (manifest.json beside the predictions); give --ensemble-threshold");
    }

    /// <summary>The mask of the ensemble.</summary>
    /// <exception cref="InvalidInputException">A map cannot be read, is none, or lies on another grid than the mask.</exception>
    internal Volume<byte>? Mask(CombinationCase @case, VolumeGeometry grid)
    {
        if (Threshold is not { } threshold || @case.Small.ProbabilityPath is not { } smallPath || @case.Large.ProbabilityPath is not { } largePath)
        {
            return null;
        }

        var (small, large) = (Read(smallPath, grid).Voxels, Read(largePath, grid).Voxels);
        var mask = new Volume<byte>(grid);
        for (var i = 0; i < small.Length; i++)
        {
            mask.Voxels[i] = (byte)((small[i] + large[i]) / 2 >= (float)threshold ? 1 : 0);
        }

        return mask;
    }

    /// <summary>A probability map that belongs to a mask.</summary>
    internal static Volume<float> Read(string path, VolumeGeometry grid)
    {
        var map = NiftiFile.Read(path);
        if (!map.Geometry.SameGridAs(grid))
        {
            throw new InvalidInputException(path, $"the probability map lies on another grid than the mask. Map: {map.Geometry}. Mask: {grid}. Predict the case again.");
        }

        return map.Voxels.FirstOrDefault(p => !(p >= -Tolerance && p <= 1 + Tolerance)) is var wrong && wrong == 0
            ? map
            : throw new InvalidInputException(path, $"holds a voxel of {wrong}; a probability lies in 0..1. Was an image given in its place?");
    }

    private static MeanProbability Absent(string reason) => new() { Threshold = null, How = $"not made: {reason}" };
}
