using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>The many small vessels on and between the gyri, each a random walk on the anatomy.</summary>
internal sealed class SurfaceVessels(HeadAnatomy anatomy, HeadCourse head, Random random)
{
    private const int InsularBranches = 5;

    public VesselStatistics Statistics { get; init; } = new();

    public IEnumerable<Tube> Grow() =>
    [
        .. new[] { -1, 1 }.SelectMany(Insular),
        .. Enumerable.Range(0, Statistics.Veins).SelectMany(Vein),
        .. Enumerable.Range(0, Statistics.InSulci).SelectMany(_ => InSulcus()),
        .. Enumerable.Range(0, Statistics.InTissue).Select(_ => InTissue()),
    ];

    /// <summary>Branches of the middle cerebral artery: over the insula, then out through the Sylvian fissure.</summary>
    private IEnumerable<Tube> Insular(int side)
    {
        var root = head.At(side, new(38, 2, -9));
        var over = new SheetWalk(anatomy, random) { Field = AnatomyField.Insula, Level = 0, Turn = 0.2f, Branching = 0.05 };
        var outward = new SheetWalk(anatomy, random) { Field = AnatomyField.Sylvian, Level = 0, Turn = 0.3f, Branching = 0.05 };
        for (var branch = 0; branch < InsularBranches; branch++)
        {
            var direction = new Vector3(side * 0.3f, 0.8f - (0.45f * branch), 0.8f);
            var radius = head.Between(0.7, 1.0);
            foreach (var tube in over.Grow(TubeKind.Artery, (root, radius), direction, head.Between(22, 34)))
            {
                yield return tube;
                foreach (var twig in outward.Grow(TubeKind.Artery, tube.Nodes[^1], new Vector3(side, -0.4f, 0.2f), 26))
                {
                    yield return twig;
                }
            }
        }
    }

    /// <summary>A vein that climbs over the convexity to the sagittal sinus.</summary>
    private IEnumerable<Tube> Vein(int number)
    {
        var side = number % 2 == 0 ? -1 : 1;
        var direction = new Vector3(side * head.Between(0.5, 1), head.Between(-1, 0.9), head.Between(0, 0.7));
        var top = head.BelowSkull(new Vector3(0, direction.Y * 0.8f, 1), 2);
        var walk = new SheetWalk(anatomy, random)
        {
            Field = AnatomyField.Cerebrum,
            Level = 0.3f,
            Target = top,
            Turn = 0.3f,
            Branching = 0.06,
        };
        var start = walk.ToSheet(head.BelowSkull(direction, 3));
        return walk.Grow(TubeKind.Vein, (start, head.Between(0.6, 1.2)), top - start, Vector3.Distance(top, start));
    }

    /// <summary>A short vessel in the depth of a sulcus: in cross-section, the spot most like a small lesion.</summary>
    private IEnumerable<Tube> InSulcus()
    {
        Vector3 Direction(double lowest) => new(head.Between(-1, 1), head.Between(-1, 1), head.Between(lowest, 1));
        var walk = new SheetWalk(anatomy, random) { Field = AnatomyField.Sulcus, Level = 0, Turn = 0.35f, Branching = 0.04 };
        var start = walk.ToSheet(head.BelowSkull(Direction(-0.4), head.Between(5, 16)));
        var kind = random.NextDouble() < 0.5 ? TubeKind.Artery : TubeKind.Vein;
        return walk.Grow(kind, (start, head.Between(0.4, 0.85)), Direction(-1), head.Between(12, 36));
    }

    /// <summary>A short, slightly bent vessel anywhere below the skull, as a medullary vein.</summary>
    private Tube InTissue()
    {
        var from = head.BelowSkull(new Vector3(head.Between(-1, 1), head.Between(-1, 1), head.Between(-0.5, 1)), head.Between(4, 45));
        var heading = Vector3.Normalize(new Vector3(head.Between(-1, 1), head.Between(-1, 1), head.Between(-1, 1)) + new Vector3(0.01f));
        var bend = 0.12f * new Vector3(head.Between(-1, 1), head.Between(-1, 1), head.Between(-1, 1));
        var radius = head.Between(0.3, 1);
        var nodes = new List<(Vector3 Point, float Radius)>();
        for (var step = 0; step < (int)head.Between(4, 16); step++)
        {
            nodes.Add((from, radius));
            heading = Vector3.Normalize(heading + bend);
            from += 2 * heading;
        }

        return new Tube(TubeKind.Vein, nodes).Smoothed();
    }
}

/// <summary>
/// A vessel as a walk that clings to a sheet of the anatomy (the brain's surface, a sulcus, a fissure): step, turn a little, fall
/// back onto the sheet. Side branches leave at random and are thinner.
/// </summary>
internal sealed class SheetWalk(HeadAnatomy anatomy, Random random)
{
    private const float StepMm = 2;

    private readonly float[] _fields = new float[FieldLattice.Fields];

    /// <summary>Field of the anatomy that is constant on the sheet.</summary>
    public required int Field { get; init; }

    /// <summary>Its value there, in mm.</summary>
    public required float Level { get; init; }

    /// <summary>Where the walk is drawn to; null walks straight on but for the turns.</summary>
    public Vector3? Target { get; init; }

    /// <summary>Standard deviation of the turn at each step, in radians.</summary>
    public float Turn { get; init; } = 0.25f;

    /// <summary>Chance of a side branch at each step.</summary>
    public double Branching { get; init; }

    public IEnumerable<Tube> Grow(TubeKind kind, (Vector3 Point, float Radius) root, Vector3 direction, float lengthMm)
    {
        var nodes = new List<(Vector3 Point, float Radius)> { root };
        var (point, heading) = (root.Point, Vector3.Normalize(direction));
        var steps = (int)(lengthMm / StepMm);
        for (var step = 1; step <= steps; step++)
        {
            heading = Steer(point, heading);
            var next = ToSheet(point + (StepMm * heading));
            var moved = next - point;
            if (moved.Length() < 0.3f)
            {
                break;
            }

            (point, heading) = (next, Vector3.Normalize(moved));
            var radius = root.Radius * (1 - (0.6f * step / steps));
            nodes.Add((point, radius));
            if (lengthMm > 10 && random.NextDouble() < Branching)
            {
                var aside = heading + (0.9f * RandomUnit());
                foreach (var branch in Grow(kind, (point, 0.75f * radius), aside, 0.6f * (lengthMm - (step * StepMm))))
                {
                    yield return branch;
                }
            }
        }

        yield return new Tube(kind, nodes);
    }

    /// <summary>The nearest point of the sheet, by a few steps along the gradient.</summary>
    public Vector3 ToSheet(Vector3 point)
    {
        for (var i = 0; i < 3; i++)
        {
            var value = Value(point) - Level;
            var gradient = Gradient(point);
            var steepness = gradient.LengthSquared();
            if (Math.Abs(value) < 0.05f || steepness < 0.05f)
            {
                break;
            }

            point -= Math.Clamp(value / steepness, -3, 3) * gradient;
        }

        return point;
    }

    private Vector3 Steer(Vector3 point, Vector3 heading)
    {
        var pull = Target is { } target ? 0.25f * Vector3.Normalize(target - point) : Vector3.Zero;
        return Vector3.Normalize(heading + pull + (Turn * RandomUnit()));
    }

    private Vector3 RandomUnit()
    {
        var v = new Vector3((float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f);
        return v / Math.Max(0.05f, v.Length());
    }

    private float Value(Vector3 point)
    {
        anatomy.Sample(point, _fields);
        return _fields[Field];
    }

    private Vector3 Gradient(Vector3 point)
    {
        const float h = 1;
        return new Vector3(
            Value(point + new Vector3(h, 0, 0)) - Value(point - new Vector3(h, 0, 0)),
            Value(point + new Vector3(0, h, 0)) - Value(point - new Vector3(0, h, 0)),
            Value(point + new Vector3(0, 0, h)) - Value(point - new Vector3(0, 0, h))) / (2 * h);
    }
}
