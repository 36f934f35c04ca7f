using BrainMets.Imaging;

namespace BrainMets.Lesions;

/// <summary>The lesions of one case, on the source grid: label map (0 = none) and measurements, in the order of their labels.</summary>
public sealed record LesionSet(string CaseId, string Patient, Volume<int> Labels, IReadOnlyList<Lesion> Lesions)
{
    public VolumeGeometry Geometry => Labels.Geometry;
}
