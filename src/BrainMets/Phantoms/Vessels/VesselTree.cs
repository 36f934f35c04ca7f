using BrainMets.Phantoms.Anatomy;

namespace BrainMets.Phantoms.Vessels;

/// <summary>All that carries blood in one head, and the tissue that enhances like it.</summary>
internal static class VesselTree
{
    public static IReadOnlyList<Tube> Grow(HeadAnatomy anatomy, Random random)
    {
        var head = new HeadCourse(anatomy, random);
        return
        [
            .. new DuralSinuses(head).Grow(),
            .. new BasalVessels(head).Grow(),
            .. new SurfaceVessels(anatomy, head, random).Grow(),
        ];
    }
}
