using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Reporting;

/// <summary>Scan, reference lesions and predicted lesions of one case, as the pictures need them.</summary>
public sealed record GalleryCase(SlicePainter Painter, LesionSet Reference, LesionSet Prediction)
{
    // Both come from sums over the same voxels; only the spelling in a file can differ.
    private const double VolumeTolerance = 1e-6;

    /// <exception cref="InvalidInputException">A file is missing or damaged, or lies on another grid than the scan.</exception>
    public static GalleryCase Read(RunCase files, Connectivity connectivity)
    {
        var t1c = NiftiFile.Read(files.T1cPath);
        var reference = files.ReferencePath is { } path ? NiftiFile.ReadMaskOn(path, t1c.Geometry) : new Volume<byte>(t1c.Geometry);
        var prediction = NiftiFile.ReadMaskOn(files.PredictionPath, t1c.Geometry);
        // Every component, as in the evaluation: only then are the numbers the same.
        var everything = new LesionOptions { Connectivity = connectivity };
        return new GalleryCase(
            new SlicePainter(new AxialView(t1c.Geometry), t1c),
            LesionFinder.Find(files.Id, files.Patient, reference, everything),
            LesionFinder.Find(files.Id, files.Patient, prediction, everything));
    }

    /// <summary>True when the lesions of these files are those that were evaluated, number by number and volume by volume.</summary>
    public bool AreThoseOf(CaseEvaluation evaluation) =>
        evaluation.Lesions.All(l => Has(Reference, l.Reference, l.ReferenceVolumeMm3))
        && evaluation.Lesions.All(l =>
            l.PredictedVolumeMm3 is not { } predicted || (l.Predicted.Count > 0 && Has(Prediction, l.Predicted[0], predicted)))
        && evaluation.FalsePositiveLesions.All(f => Has(Prediction, f.Predicted, f.VolumeMm3));

    private static bool Has(LesionSet set, int label, double volumeMm3) =>
        label >= 1 && label <= set.Lesions.Count && Math.Abs(set.Lesions[label - 1].VolumeMm3 - volumeMm3) <= VolumeTolerance * volumeMm3;
}
