using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli;

/// <summary>Reads the two masks of a case and judges one against the other.</summary>
internal sealed class MaskEvaluation(MaskRules rules)
{
    private const string ReferenceOption = "--reference-labels";
    private const string PredictionOption = "--prediction-labels";

    /// <exception cref="InvalidInputException">A file cannot be read or is no mask, or the two lie on different grids.</exception>
    public EvaluatedCase Judge(MaskPair pair)
    {
        var reference = NiftiFile.ReadLabels(pair.Reference.MaskPath);
        var (predicted, alignment) = Predicted(pair, reference.Geometry);
        LesionSet Reference(Connectivity connectivity) =>
            Lesions(pair, reference, (pair.Reference.MaskPath, ReferenceOption), (rules.ReferenceLabels, connectivity));
        var chosen = rules.Matching.Connectivity;
        var least = rules.MinPredictedVolumeMm3;
        var (found, asked) = (Reference(chosen), predicted(chosen, least));
        return new EvaluatedCase(
            pair,
            Evaluator.Evaluate(found, asked, rules.Matching, rules.TolerancesMm) with { Alignment = alignment },
            !rules.Definitions ? []
                : chosen == Connectivity.Corners26 ? MatchingSensitivityAnalysis.Evaluate(found, asked)
                : MatchingSensitivityAnalysis.Evaluate(Reference(Connectivity.Corners26), predicted(Connectivity.Corners26, least)),
            least > 0 ? predicted(chosen, 0).Lesions.Count - asked.Lesions.Count : 0);
    }

    /// <summary>
    /// The prediction on the grid of the reference, split as asked (of maps without components below a volume in mm³), and what was done to bring it there.
    /// </summary>
    private (Func<Connectivity, double, LesionSet> Split, GridAlignment? Alignment) Predicted(MaskPair pair, VolumeGeometry grid)
    {
        var path = pair.Prediction.MaskPath;
        if (rules.Threshold is { } threshold)
        {
            var read = NiftiFile.Read(path);
            var resampled = Resampled(pair, read, grid, v => Resampler.Linear(v, grid, outside: 0));
            var map = new ProbabilityMap(pair.Case, pair.Patient, resampled ?? new Volume<float>(grid, read.Voxels));
            return (
                (c, mm3) => LesionFinder.Find(map, new LesionOptions { Connectivity = c, Threshold = threshold, OutlineThreshold = rules.OutlineThreshold, MinVolumeMm3 = mm3 }),
                resampled is null ? null : Alignment("linear", read.Geometry, grid, null));
        }

        var labels = NiftiFile.ReadLabels(path);
        var moved = Resampled(pair, labels, grid, v => Resampler.Nearest(v, grid));
        LesionSet Split(Volume<int> volume, Connectivity connectivity) =>
            Lesions(pair, volume, (path, PredictionOption), (rules.PredictionLabels, connectivity));
        return (
            (c, _) => Split(moved ?? new Volume<int>(grid, labels.Voxels), c),
            moved is null ? null : Alignment("nearest", labels.Geometry, grid, Split(labels, rules.Matching.Connectivity).Lesions.Sum(l => l.VolumeMm3)));
    }

    /// <summary>Null when the volume lies on the grid already.</summary>
    private Volume<T>? Resampled<T>(MaskPair pair, Volume<T> volume, VolumeGeometry grid, Func<Volume<T>, Volume<T>> resample)
        where T : unmanaged
    {
        if (volume.Geometry.SameGridAs(grid))
        {
            return null;
        }

        return rules.Align
            ? resample(volume)
            : throw new InvalidInputException(
                pair.Prediction.MaskPath,
                $"lies on another grid than its reference {pair.Reference.MaskPath}. Prediction: {volume.Geometry}. Reference: {grid}. Bring it "
                + "onto that grid, or give --align to have it resampled; the figures then include the error of resampling.");
    }

    private static LesionSet Lesions(
        MaskPair pair, Volume<int> labels, (string Path, string Option) source, (LabelChoice Labels, Connectivity Connectivity) choice) =>
        choice.Labels.Lesions(
            labels,
            source,
            mask => LesionFinder.Find(pair.Case, pair.Patient, mask, new LesionOptions { Connectivity = choice.Connectivity }),
            numbered => LesionFinder.FromLabels(pair.Case, pair.Patient, numbered));

    private static GridAlignment Alignment(string method, VolumeGeometry from, VolumeGeometry to, double? volumeBeforeMm3) =>
        new(method, from.ToString(), to.ToString(), volumeBeforeMm3);
}
