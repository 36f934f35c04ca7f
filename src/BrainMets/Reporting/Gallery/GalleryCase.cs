using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Imaging.Filters;
using BrainMets.Nifti;
using BrainMets.Reporting.Slices;

namespace BrainMets.Reporting.Gallery;

/// <summary>Scan, reference and prediction of one case, as the pictures need them.</summary>
public sealed record GalleryCase(SlicePainter Painter, LabelledMask Reference, LabelledMask Prediction)
{
    /// <exception cref="CaseDataException">A file is missing or damaged, or lies on another grid than the scan.</exception>
    public static GalleryCase Read(RunCase files, Connectivity connectivity)
    {
        var t1c = NiftiFile.Read(files.T1cPath);
        var reference = files.ReferencePath is { } path ? NiftiFile.ReadMaskOn(path, t1c.Geometry) : new Volume<byte>(t1c.Geometry);
        var prediction = NiftiFile.ReadMaskOn(files.PredictionPath, t1c.Geometry);
        return new GalleryCase(
            new SlicePainter(new AxialView(t1c.Geometry), t1c),
            new LabelledMask(reference, connectivity),
            new LabelledMask(prediction, connectivity));
    }

    /// <summary>True when the lesions of these files are those that were evaluated, number by number and volume by volume.</summary>
    public bool AreThoseOf(CaseEvaluation evaluation) => evaluation.Lesions.All(l =>
        Reference.Has(l.Reference, l.ReferenceVolumeMm3)
        && (l.PredictedVolumeMm3 is not { } predicted || (l.Predicted.Count > 0 && Prediction.Has(l.Predicted[0], predicted))));

    /// <summary>Numbers of the predicted lesions that belong to no reference lesion, largest first; the ones below the least volume are left out.</summary>
    public IReadOnlyList<int> FalsePositives(CaseEvaluation evaluation) =>
    [
        .. Enumerable.Range(1, Prediction.Count)
            .Except(evaluation.Lesions.SelectMany(l => l.Predicted))
            .Where(label => evaluation.FalsePositiveLesions.Select(f => f.VolumeMm3).Any(v => Prediction.Has(label, v))),
    ];
}
