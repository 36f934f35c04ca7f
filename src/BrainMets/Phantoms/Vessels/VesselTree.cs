using System.Numerics;
using BrainMets.Phantoms.Anatomy;
using BrainMets.Phantoms.Shapes;

namespace BrainMets.Phantoms.Vessels;

/// <summary>Arteries, veins, dural sinuses and choroid plexus of one head.</summary>
internal sealed class VesselTree(HeadAnatomy anatomy, Random random)
{
    public IReadOnlyList<Tube> Grow() =>
        [.. Sinuses().Concat(Choroid()).Concat(BasalArteries()).Select(t => t.Smoothed()), .. InsularArteries(), .. CorticalVeins(), .. SulcalVessels()];

    private IEnumerable<Tube> Sinuses()
    {
        var sagittal = Enumerable.Range(0, 30).Select(i => (OnCranium(SagittalDirection(45 - (5.35f * i)), 1.5f), 1.3f + (0.08f * i))).ToList();
        yield return new Tube(TubeKind.Sinus, sagittal);
        var torcula = sagittal[^1].Item1;
        foreach (var side in new[] { -1, 1 })
        {
            yield return TransverseSinus(side, torcula);
            yield return new Tube(TubeKind.Vein, Nodes(side, 0.9f, new(8, 14, 10), new(4, 4, 13), new(2, -16, 15), new(1, -40, 13)));
        }

        yield return new Tube(TubeKind.Sinus, [(Head(1, new(0, -40, 13)), 1.6f), (Head(1, new(0, -50, 8)), 1.8f), (Head(1, new(0, -76, -2)), 1.6f), (torcula, 1.8f)]);
    }

    /// <summary>From the torcula along the skull to the petrous ridge and down; one side is often the larger.</summary>
    private Tube TransverseSinus(int side, Vector3 torcula)
    {
        var radius = Between(1.6, 3.4);
        Vector3[] course = [new(22, -101, -19), new(42, -88, -21), new(56, -68, -24), new(58, -50, -34), new(47, -42, -50), new(38, -34, -64)];
        var nodes = new List<(Vector3 Point, float Radius)> { (torcula, radius) };
        var from = torcula;
        foreach (var to in course.Select(p => Head(side, p)))
        {
            for (var i = 1; i <= 4; i++)
            {
                nodes.Add((OnCranium(Vector3.Lerp(from, to, i / 4f) - Centre, 1.2f), radius));
            }

            from = to;
        }

        return new Tube(TubeKind.Sinus, nodes);
    }

    private IEnumerable<Tube> Choroid()
    {
        foreach (var side in new[] { -1, 1 })
        {
            yield return new Tube(TubeKind.Choroid, Nodes(side, 1.1f, new(4, 2, 15), new(7, -14, 17), new(13, -27, 18)));
            yield return new Tube(
                TubeKind.Choroid, [(Head(side, new(13, -27, 18)), 1.5f), (Head(side, new(19, -35, 13)), Between(1.3, 2.6)), (Head(side, new(28, -34, 2)), 1.4f)]);
        }

        yield return new Tube(TubeKind.Choroid, [(Head(1, new(-4, -45, -36)), 1), (Head(1, new(4, -45, -36)), 1)]);

        // Pituitary with its stalk, and the pineal gland: they lack a blood-brain barrier too.
        yield return new Tube(TubeKind.Choroid, [(Head(1, new(-4, 3, -28)), 2.6f), (Head(1, new(4, 3, -28)), 2.6f)]);
        yield return new Tube(TubeKind.Choroid, [(Head(1, new(0, 2, -26)), 1.2f), (Head(1, new(0, -1, -16)), 0.8f)]);
        yield return new Tube(TubeKind.Choroid, [(Head(1, new(0, -31, 7)), 2.2f), (Head(1, new(0, -34, 6)), 1.4f)]);
    }

    private IEnumerable<Tube> BasalArteries()
    {
        yield return new Tube(TubeKind.Artery, Nodes(1, 1.6f, new(5, -24, -64), new(1, -13, -46), new(0, -9, -36), new(1, -8, -28), new(0, -9, -20)));
        foreach (var side in new[] { -1, 1 })
        {
            yield return new Tube(TubeKind.Artery, Nodes(side, 2.3f, new(26, -14, -60), new(20, -6, -40), new(12, -4, -38), new(12, 8, -34), new(10, 4, -24), new(9, 2, -18)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.2f, new(9, 2, -18), new(15, 5, -16), new(22, 3, -15), new(30, 5, -14), new(38, 2, -9)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.1f, new(9, 2, -18), new(2, 14, -16), new(2, 32, -4), new(2, 38, 10), new(2, 28, 27), new(2, 4, 32)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.1f, new(1, -9, -20), new(12, -11, -18), new(22, -22, -13), new(21, -36, -6), new(13, -50, 0), new(9, -66, 4)));
        }
    }

    private IEnumerable<Tube> InsularArteries()
    {
        foreach (var side in new[] { -1, 1 })
        {
            var root = Head(side, new(38, 2, -9));
            for (var branch = 0; branch < 5; branch++)
            {
                var walk = new SheetWalk(anatomy, random) { Field = AnatomyField.Insula, Level = 0, Turn = 0.2f, Branching = 0.05 };
                var direction = new Vector3(side * 0.3f, 0.8f - (0.45f * branch), 0.8f);
                foreach (var tube in walk.Grow(TubeKind.Artery, (root, Between(0.7, 1.0)), direction, Between(22, 34)))
                {
                    yield return tube;
                    var outward = new SheetWalk(anatomy, random) { Field = AnatomyField.Sylvian, Level = 0, Turn = 0.3f, Branching = 0.05 };
                    foreach (var twig in outward.Grow(TubeKind.Artery, tube.Nodes[^1], new Vector3(side, -0.4f, 0.2f), 26))
                    {
                        yield return twig;
                    }
                }
            }
        }
    }

    /// <summary>Veins that climb over the convexity to the sagittal sinus.</summary>
    private IEnumerable<Tube> CorticalVeins()
    {
        for (var i = 0; i < 26; i++)
        {
            var side = i % 2 == 0 ? -1 : 1;
            var direction = new Vector3(side * Between(0.5, 1), Between(-1, 0.9), Between(0, 0.7));
            var start = OnCranium(direction, 3);
            var top = OnCranium(new Vector3(0, direction.Y * 0.8f, 1), 2);
            var walk = new SheetWalk(anatomy, random) { Field = AnatomyField.Cerebrum, Level = 0.3f, Target = top, Turn = 0.3f, Branching = 0.06 };
            foreach (var tube in walk.Grow(TubeKind.Vein, (walk.ToSheet(start), Between(0.6, 1.2)), top - start, Vector3.Distance(top, start)))
            {
                yield return tube;
            }
        }
    }

    /// <summary>Short vessels in the depth of sulci: in cross-section, the spots most like small lesions.</summary>
    private IEnumerable<Tube> SulcalVessels()
    {
        for (var i = 0; i < 120; i++)
        {
            var direction = new Vector3(Between(-1, 1), Between(-1, 1), Between(-0.4, 1));
            var walk = new SheetWalk(anatomy, random) { Field = AnatomyField.Sulcus, Level = 0, Turn = 0.35f, Branching = 0.04 };
            var start = walk.ToSheet(OnCranium(direction, Between(5, 16)));
            var kind = random.NextDouble() < 0.5 ? TubeKind.Artery : TubeKind.Vein;
            foreach (var tube in walk.Grow(kind, (start, Between(0.4, 0.85)), new Vector3(Between(-1, 1), Between(-1, 1), Between(-1, 1)), Between(12, 36)))
            {
                yield return tube;
            }
        }
    }

    private Vector3 Centre => Head(1, HeadShape.CerebrumCentre);

    /// <summary>Degrees from straight up, toward the nose positive.</summary>
    private static Vector3 SagittalDirection(float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        return new Vector3(0, sin, cos);
    }

    private float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));

    private Vector3 Head(int side, Vector3 canonical) => anatomy.ToHead(canonical with { X = side * canonical.X });

    /// <summary>A named vessel's course, each point a little elsewhere in each head.</summary>
    private List<(Vector3 Point, float Radius)> Nodes(int side, float radius, params Vector3[] course)
    {
        var size = Between(0.8, 1.15) * radius;
        Vector3 Stray() => new(Between(-1.2, 1.2), Between(-1.2, 1.2), Between(-1.2, 1.2));
        return [.. course.Select(p => (Head(side, p) + Stray(), size))];
    }

    /// <summary>The point at this depth below the skull, seen from the brain's centre in the given direction.</summary>
    private Vector3 OnCranium(Vector3 direction, float depthMm)
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
