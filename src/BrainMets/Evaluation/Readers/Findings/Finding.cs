using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>A place in a scan where the reference or a reader drew a lesion, with everybody who did.</summary>
public sealed record LesionGroup
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>Counted from 1 within the case, the largest first.</summary>
    public required int Number { get; init; }

    /// <summary>One entry for each source that drew something here, in the order of the sources.</summary>
    public required IReadOnlyList<ReaderLesion> Marks { get; init; }

    /// <summary>Centroid of the largest lesion drawn here, RAS mm of the scan.</summary>
    public required PointMm Centroid { get; init; }

    /// <summary>Volume of the largest lesion drawn here.</summary>
    public required double VolumeMm3 { get; init; }

    public bool IsMarkedBy(string source) => Marks.Any(m => m.Source == source);
}
