using System.Numerics;

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

/// <summary>How many vessels of which calibre a head has; calibres are factors on those of an average head.</summary>
internal sealed record VesselStatistics
{
    public double ArteryCalibre { get; init; } = 1;

    public double VeinCalibre { get; init; } = 1;

    public double SinusCalibre { get; init; } = 1;

    /// <summary>Of choroid plexus, pituitary, stalk and pineal gland.</summary>
    public double PlexusCalibre { get; init; } = 1;

    /// <summary>Veins over the convexity.</summary>
    public int Veins { get; init; } = 26;

    /// <summary>Short vessels in the depth of sulci.</summary>
    public int InSulci { get; init; } = 120;

    /// <summary>Vessels that run through the tissue itself, as medullary veins and developmental anomalies do.</summary>
    public int InTissue { get; init; }

    /// <summary>Half of what the enhancing sheets (on the skull, falx, tentorium) are thicker than average ones, in mm.</summary>
    public double DuraMm { get; init; }

    internal double Calibre(TubeKind kind) => kind switch
    {
        TubeKind.Artery => ArteryCalibre,
        TubeKind.Vein => VeinCalibre,
        TubeKind.Sinus => SinusCalibre,
        _ => PlexusCalibre,
    };
}

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

/// <summary>Superior sagittal, transverse and straight sinus, and the internal cerebral veins that feed the last.</summary>
internal sealed class DuralSinuses(HeadCourse head)
{
    private const float SinusDepthMm = 1.3f;

    public IEnumerable<Tube> Grow()
    {
        var sagittal = Sagittal();
        var torcula = sagittal.Nodes[^1].Point;
        yield return sagittal.Smoothed();
        foreach (var side in new[] { -1, 1 })
        {
            yield return Transverse(side, torcula).Smoothed();
            yield return head.Tube(TubeKind.Vein, side, 0.75f, new(8, 14, 10), new(4, 4, 13), new(2, -16, 15), new(1, -40, 13));
        }

        Vector3[] course = [new(0, -40, 13), new(0, -50, 8), new(0, -76, -2)];
        yield return new Tube(TubeKind.Sinus, [.. course.Select(p => (head.At(1, p), 1.7f)), (torcula, 1.8f)]).Smoothed();
    }

    /// <summary>Along the vault in the middle, from the forehead over the vertex to the torcula, growing as veins join it.</summary>
    private Tube Sagittal()
    {
        const int last = 29;
        const float firstDegrees = 45;
        const float lastDegrees = -110;
        var nodes = new List<(Vector3 Point, float Radius)>();
        for (var i = 0; i <= last; i++)
        {
            var (forward, up) = MathF.SinCos((firstDegrees + ((lastDegrees - firstDegrees) * i / last)) * MathF.PI / 180);
            nodes.Add((head.BelowSkull(new Vector3(0, forward, up), SinusDepthMm), 1.3f + (2.3f * i / last)));
        }

        return new Tube(TubeKind.Sinus, nodes);
    }

    /// <summary>From the torcula along the skull to the petrous ridge and down; one side is often the larger.</summary>
    private Tube Transverse(int side, Vector3 torcula)
    {
        const int pieces = 4;
        var radius = head.Between(1.6, 3.4);
        Vector3[] course =
            [new(22, -101, -19), new(42, -88, -21), new(56, -68, -24), new(58, -50, -34), new(47, -42, -50), new(38, -34, -64)];
        var nodes = new List<(Vector3 Point, float Radius)> { (torcula, radius) };
        var from = torcula;
        foreach (var to in course.Select(p => head.At(side, p)))
        {
            for (var i = 1; i <= pieces; i++)
            {
                nodes.Add((head.BelowSkull(Vector3.Lerp(from, to, (float)i / pieces) - head.Centre, SinusDepthMm), radius));
            }

            from = to;
        }

        return new Tube(TubeKind.Sinus, nodes);
    }
}

/// <summary>Carries points of the average head into one head, for vessels that have a name and a place.</summary>
internal sealed class HeadCourse(HeadAnatomy anatomy, Random random)
{
    /// <summary>How far, in mm, each point of a course strays along each axis from one head to the next.</summary>
    private const double StrayMm = 1.2;

    public Vector3 Centre => At(1, HeadShape.CerebrumCentre);

    public float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));

    /// <summary>Where a point given on the right lies on the given side (1 right, -1 left).</summary>
    public Vector3 At(int side, Vector3 average) => anatomy.ToHead(average with { X = side * average.X });

    /// <summary>A course of even width, each point a little elsewhere in each head.</summary>
    public Tube Tube(TubeKind kind, int side, float radiusMm, params ReadOnlySpan<Vector3> course)
    {
        var nodes = new List<(Vector3 Point, float Radius)>();
        var radius = Between(0.8, 1.15) * radiusMm;
        foreach (var point in course)
        {
            var stray = new Vector3(Between(-StrayMm, StrayMm), Between(-StrayMm, StrayMm), Between(-StrayMm, StrayMm));
            nodes.Add((At(side, point) + stray, radius));
        }

        return new Tube(kind, nodes).Smoothed();
    }

    /// <summary>The point at this depth below the skull, seen from the brain's centre in the given direction.</summary>
    public Vector3 BelowSkull(Vector3 direction, float depthMm)
    {
        var unit = Vector3.Normalize(direction);
        var fields = new float[FieldLattice.Fields];
        var (near, far) = (0f, 130f);
        for (var i = 0; i < 12; i++)
        {
            var middle = 0.5f * (near + far);
            anatomy.Sample(Centre + (middle * unit), fields);
            (near, far) = fields[AnatomyField.Cranium] < -depthMm ? (middle, far) : (near, middle);
        }

        return Centre + (near * unit);
    }
}
