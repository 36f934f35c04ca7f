using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Joins neighbouring lesions before they are matched, as the evaluators of BraTS-METS 2023 to 2025 do.</summary>
public static class LesionMerging
{
    /// <summary>
    /// Lesions whose surroundings of so many steps (18 neighbours) touch (26 neighbours) become one; they are measured and numbered anew.
    /// With one step, lesions up to two voxels apart are joined. The same set when there is nothing to join.
    /// </summary>
    public static LesionSet Merge(LesionSet lesions, int steps)
    {
        if (steps == 0 || lesions.Lesions.Count < 2)
        {
            return lesions;
        }

        var grown = Morphology.DilateBySteps(lesions.ToSegmentation(), Connectivity.Edges18, steps);
        var (regions, count) = ConnectedComponents.Label(grown, Connectivity.Corners26);
        if (count == lesions.Lesions.Count)
        {
            return lesions;
        }

        var labels = new Volume<int>(lesions.Geometry);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            labels.Voxels[i] = lesions.Labels.Voxels[i] > 0 ? regions.Voxels[i] : 0;
        }

        return LesionFinder.FromLabels(lesions.CaseId, lesions.Patient, labels);
    }
}
