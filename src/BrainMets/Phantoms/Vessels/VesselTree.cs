using System.Numerics;
using BrainMets.Phantoms.Anatomy;
using BrainMets.Phantoms.Shapes;

namespace BrainMets.Phantoms.Vessels;

/// <summary>Arteries, veins, dural sinuses and choroid plexus of one head.</summary>
internal sealed class VesselTree(HeadAnatomy anatomy, Random random)
{
    public IReadOnlyList<Tube> Grow() =>
        [.. Sinuses(), .. Choroid(), .. BasalArteries(), .. InsularArteries(), .. CorticalVeins(), .. SulcalVessels()];

    private IEnumerable<Tube> Sinuses()
    {
        var sagittal = Enumerable.Range(0, 30).Select(i => (OnCranium(SagittalDirection(45 - (8.2f * i)), 1.5f), 1.2f + (0.09f * i))).ToList();
        yield return new Tube(TubeKind.Sinus, sagittal);
        var torcula = sagittal[^1].Item1;
        foreach (var side in new[] { -1, 1 })
        {
            // One transverse sinus is often the larger.
            var radius = Between(1.8, 3.6);
            Vector3[] course = [new(20, -102, -18), new(40, -88, -20), new(55, -66, -24), new(57, -48, -32), new(46, -40, -50), new(36, -32, -64)];
            var nodes = course.Select(p => (OnCranium(Head(side, p) - Centre, 1.5f), radius));
            yield return new Tube(TubeKind.Sinus, [(torcula, 3), .. nodes]);
            yield return new Tube(TubeKind.Vein, Nodes(side, 0.9f, new(8, 14, 10), new(4, 4, 13), new(2, -16, 15), new(1, -40, 13)));
        }

        yield return new Tube(TubeKind.Sinus, [(Head(1, new(0, -40, 13)), 1.8f), (Head(1, new(0, -55, 12)), 2f), (Head(1, new(0, -78, -2)), 1.8f), (torcula, 2.2f)]);
    }

    private IEnumerable<Tube> Choroid()
    {
        foreach (var side in new[] { -1, 1 })
        {
            yield return new Tube(TubeKind.Choroid, Nodes(side, 1.1f, new(6, 2, 15), new(10, -14, 18), new(16, -28, 17)));
            yield return new Tube(
                TubeKind.Choroid, [(Head(side, new(16, -28, 17)), 1.5f), (Head(side, new(22, -38, 12)), Between(2, 3.6)), (Head(side, new(28, -34, 2)), 1.4f)]);
        }

        yield return new Tube(TubeKind.Choroid, [(Head(1, new(-4, -45, -36)), 1), (Head(1, new(4, -45, -36)), 1)]);
    }

    private IEnumerable<Tube> BasalArteries()
    {
        yield return new Tube(TubeKind.Artery, Nodes(1, 1.7f, new(4, -22, -62), new(0, -12, -46), new(1, -10, -34), new(0, -12, -22)));
        foreach (var side in new[] { -1, 1 })
        {
            yield return new Tube(TubeKind.Artery, Nodes(side, 2.3f, new(26, -14, -60), new(20, -6, -40), new(12, -4, -38), new(12, 8, -34), new(10, 4, -24), new(9, 2, -18)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.4f, new(9, 2, -18), new(20, 4, -15), new(32, 4, -14), new(38, 2, -9)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.1f, new(9, 2, -18), new(2, 14, -16), new(2, 32, -4), new(2, 38, 10), new(2, 28, 27), new(2, 4, 32)));
            yield return new Tube(TubeKind.Artery, Nodes(side, 1.1f, new(1, -12, -22), new(10, -14, -18), new(20, -24, -14), new(18, -40, -8), new(10, -60, -4)));
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

    private List<(Vector3 Point, float Radius)> Nodes(int side, float radius, params Vector3[] course) =>
        [.. course.Select(p => (Head(side, p), radius))];

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
