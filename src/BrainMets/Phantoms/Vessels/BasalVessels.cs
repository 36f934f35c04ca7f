using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Arteries of the skull base up to where their branches have no names, and what else enhances in the middle of the head.
/// </summary>
internal sealed class BasalVessels(HeadCourse head)
{
    public IEnumerable<Tube> Grow()
    {
        yield return head.Tube(
            TubeKind.Artery, 1, 1.6f, new(5, -24, -64), new(1, -13, -46), new(0, -9, -36), new(1, -8, -28), new(0, -9, -20));
        foreach (var side in new[] { -1, 1 })
        {
            foreach (var tube in Arteries(side).Concat(ChoroidPlexus(side)))
            {
                yield return tube;
            }
        }

        foreach (var tube in MidlineGlands())
        {
            yield return tube;
        }
    }

    /// <summary>Internal carotid, middle, anterior and posterior cerebral artery.</summary>
    private IEnumerable<Tube> Arteries(int side)
    {
        Tube Artery(float radiusMm, params ReadOnlySpan<Vector3> course) => head.Tube(TubeKind.Artery, side, radiusMm, course);
        return
        [
            Artery(2.2f, new(26, -14, -60), new(20, -6, -40), new(12, -4, -38), new(12, 8, -34), new(10, 4, -24), new(9, 2, -18)),
            Artery(1.2f, new(9, 2, -18), new(15, 5, -16), new(22, 3, -15), new(30, 5, -14), new(38, 2, -9)),
            Artery(1, new(9, 2, -18), new(2, 14, -16), new(2, 32, -4), new(2, 38, 10), new(2, 28, 27), new(2, 4, 32)),
            Artery(1, new(1, -9, -20), new(12, -11, -18), new(22, -22, -13), new(21, -36, -6), new(13, -50, 0), new(9, -66, 4)),
        ];
    }

    private IEnumerable<Tube> ChoroidPlexus(int side)
    {
        var (body, atrium, horn) = (head.At(side, new(13, -27, 18)), head.At(side, new(19, -35, 13)), head.At(side, new(28, -34, 2)));
        return
        [
            head.Tube(TubeKind.Choroid, side, 1.1f, new(4, 2, 15), new(7, -14, 17), new(13, -27, 18)),
            new Tube(TubeKind.Choroid, [(body, 1.4f), (atrium, head.Between(1.3, 2.6)), (horn, 1.3f)]).Smoothed(),
        ];
    }

    /// <summary>Plexus of the fourth ventricle; pituitary with its stalk and pineal gland, which lack a blood-brain barrier too.</summary>
    private IEnumerable<Tube> MidlineGlands()
    {
        Tube Gland((Vector3 Point, float Radius) from, (Vector3 Point, float Radius) to) =>
            new(TubeKind.Choroid, [(head.At(1, from.Point), from.Radius), (head.At(1, to.Point), to.Radius)]);
        return
        [
            Gland((new(-4, -45, -36), 1), (new(4, -45, -36), 1)),
            Gland((new(-4, 3, -28), 2.6f), (new(4, 3, -28), 2.6f)),
            Gland((new(0, 2, -26), 1.2f), (new(0, -1, -16), 0.8f)),
            Gland((new(0, -31, 7), 2.2f), (new(0, -34, 6), 1.4f)),
        ];
    }
}
