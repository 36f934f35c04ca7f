using BrainMets.Imaging;

namespace BrainMets.Lesions;

/// <summary>
/// Places below the threshold in use that a reader should look at again: no findings, never counted as such. On the source grid, the most probable first.
/// </summary>
/// <param name="Threshold">The probability they reach, below that of the findings.</param>
/// <param name="Labels">Their label map (0 = none), numbered on from the findings.</param>
/// <param name="Lesions">Their measurements, in the order of their labels.</param>
public sealed record CandidateSet(double Threshold, Volume<int> Labels, IReadOnlyList<Lesion> Lesions)
{
    /// <summary>The label map in 16 bits, for candidates.nii.gz.</summary>
    public Volume<ushort> ToLabelMap() => LesionSet.WhereLabelled(Labels, static label => (ushort)label);
}
