using System.Numerics;

namespace BrainMets.Phantoms;

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
