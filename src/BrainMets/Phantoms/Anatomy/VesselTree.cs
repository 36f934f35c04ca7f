namespace BrainMets.Phantoms;

/// <summary>All that carries blood in one head, and the tissue that enhances like it.</summary>
internal static class VesselTree
{
    public static IReadOnlyList<Tube> Grow(HeadAnatomy anatomy, VesselStatistics statistics, Random random)
    {
        var head = new HeadCourse(anatomy, random);
        IEnumerable<Tube> tubes =
        [
            .. new DuralSinuses(head).Grow(),
            .. new BasalVessels(head).Grow(),
            .. new SurfaceVessels(anatomy, head, random) { Statistics = statistics }.Grow(),
        ];
        return [.. tubes.Select(tube => tube.Widened((float)statistics.Calibre(tube.Kind)))];
    }
}
