using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Reporting;

/// <summary>Scan, reference and the outlines of several sources of one case, in memory.</summary>
internal sealed record ComparedCase(SlicePainter Painter, LesionSet Reference, IReadOnlyList<LesionSet> Sources)
{
    private const double VolumeTolerance = 1e-6;

    /// <exception cref="InvalidInputException">A file is missing or damaged, or lies on another grid than the scan.</exception>
    public static ComparedCase Read(TestCase files, IReadOnlyList<PictureSource> sources, Connectivity connectivity)
    {
        var t1c = NiftiFile.Read(files.T1cPath);
        // Every component, as in the evaluation: only then are the numbers the same.
        var everything = new LesionOptions { Connectivity = connectivity };
        LesionSet Lesions(string path) => LesionFinder.Find(files.Id, files.Patient, NiftiFile.ReadMaskOn(path, t1c.Geometry), everything);
        return new ComparedCase(
            new SlicePainter(new AxialView(t1c.Geometry), t1c),
            Lesions(files.ReferencePath),
            [.. sources.Select(s => s.MaskPath(files) is { } path ? Lesions(path) : new LesionSet(files.Id, files.Patient, new Volume<int>(t1c.Geometry), []))]);
    }

    /// <summary>
    /// True when the lesion of the example is on disk as it was judged. Smaller components may be gone: a network's own minimum volume drops them from its mask.
    /// </summary>
    public bool Holds(ChosenExample example) => example.Invented is { } invented
        ? Has(Sources[invented.Source], invented.Lesion.Predicted, invented.Lesion.VolumeMm3)
        : Has(Reference, example.OfSources[0].Reference, example.VolumeMm3)
            && example.OfSources.Zip(Sources).All(s => s.First.PredictedVolumeMm3 is not { } volume
                || s.First.MatchedPredictions != 1 || Has(s.Second, s.First.Predicted[0], volume));

    public LesionPlace Place(ChosenExample example) => example.Invented is { } invented
        ? LesionPlace.Of(Painter.View, Sources[invented.Source], invented.Lesion.Predicted)
        : LesionPlace.Of(Painter.View, Reference, example.OfSources[0].Reference);

    private static bool Has(LesionSet set, int label, double volumeMm3) =>
        label >= 1 && label <= set.Lesions.Count && Math.Abs(set.Lesions[label - 1].VolumeMm3 - volumeMm3) <= VolumeTolerance * volumeMm3;
}
