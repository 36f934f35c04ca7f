using System.Numerics;

namespace BrainMets.Phantoms;

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
