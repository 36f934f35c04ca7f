using System.Numerics;

namespace BrainMets.Phantoms;

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
