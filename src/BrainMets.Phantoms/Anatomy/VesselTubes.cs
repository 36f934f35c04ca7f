using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>A chain of points in head mm with a radius at each, filled with one kind of blood (or choroid plexus).</summary>
internal sealed record Tube(TubeKind Kind, IReadOnlyList<(Vector3 Point, float Radius)> Nodes)
{
    /// <summary>The same course as a smooth curve through the nodes (Catmull-Rom), sampled at about every millimetre and a half.</summary>
    public Tube Smoothed()
    {
        var smooth = new List<(Vector3 Point, float Radius)>();
        for (var i = 0; i + 1 < Nodes.Count; i++)
        {
            var (before, from, to, after) = (Nodes[Math.Max(0, i - 1)], Nodes[i], Nodes[i + 1], Nodes[Math.Min(Nodes.Count - 1, i + 2)]);
            var pieces = Math.Max(1, (int)(Vector3.Distance(from.Point, to.Point) / 1.5f));
            for (var piece = 0; piece < pieces; piece++)
            {
                var t = (float)piece / pieces;
                smooth.Add((Curve(before.Point, from.Point, to.Point, after.Point, t), from.Radius + (t * (to.Radius - from.Radius))));
            }
        }

        smooth.Add(Nodes[^1]);
        return new Tube(Kind, smooth);
    }

    /// <summary>The same course with every radius multiplied.</summary>
    public Tube Widened(float factor) => factor == 1 ? this : new Tube(Kind, [.. Nodes.Select(n => (n.Point, factor * n.Radius))]);

    private static Vector3 Curve(Vector3 before, Vector3 from, Vector3 to, Vector3 after, float t) => 0.5f * (
        (2 * from) + (t * (to - before))
        + (t * t * ((2 * before) - (5 * from) + (4 * to) - after))
        + (t * t * t * ((3 * from) - before - (3 * to) + after)));
}

/// <summary>What flows in a tube decides its signal at a site.</summary>
internal enum TubeKind
{
    Artery,
    Vein,
    Sinus,

    /// <summary>Choroid plexus and the glands without a blood-brain barrier.</summary>
    Choroid,
}

/// <summary>
/// Blends tubes into a signal. The cover of a voxel is the largest of any rod of the same kind, so that joints do not glow; tubes
/// thinner than a voxel fade by their cross-section.
/// </summary>
internal sealed class TubePainter(TissueContrast contrast, Affine voxelToHead)
{
    private readonly Affine _headToVoxel = voxelToHead.Inverse();

    public void Paint(Volume<float> signal, IEnumerable<Tube> tubes)
    {
        foreach (var group in tubes.GroupBy(tube => tube.Kind).OrderByDescending(group => group.Key))
        {
            var cover = new Dictionary<int, float>();
            foreach (var tube in group)
            {
                for (var i = 1; i < tube.Nodes.Count; i++)
                {
                    Cover(cover, signal.Size, tube.Nodes[i - 1], tube.Nodes[i]);
                }
            }

            var blood = (float)SignalOf(group.Key);
            foreach (var (index, fraction) in cover)
            {
                signal.Voxels[index] = Blend.Mix(signal.Voxels[index], blood, fraction);
            }
        }
    }

    private double SignalOf(TubeKind kind) => kind switch
    {
        TubeKind.Artery => contrast.Artery,
        TubeKind.Vein => contrast.Vein,
        TubeKind.Sinus => contrast.Sinus,
        _ => contrast.Choroid,
    };

    private void Cover(Dictionary<int, float> cover, Size3 size, (Vector3 Point, float Radius) from, (Vector3 Point, float Radius) to)
    {
        var reach = Math.Max(from.Radius, to.Radius) + 0.6f;
        var box = RodBox(from.Point, to.Point, reach, size);
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    var p = voxelToHead.Apply(x, y, z);
                    var distance = SignedDistance.Rod(new Vector3((float)p.X, (float)p.Y, (float)p.Z), from, to);
                    var fraction = Blend.Inside(distance) * Math.Min(1, Math.Max(from.Radius, to.Radius) / 0.7f);
                    var index = size.Index(x, y, z);
                    if (fraction > 0 && (!cover.TryGetValue(index, out var before) || before < fraction))
                    {
                        cover[index] = fraction;
                    }
                }
            }
        }
    }

    /// <summary>The voxels within reach of either end; rods are short, so the box is tight.</summary>
    private Box3 RodBox(Vector3 from, Vector3 to, float reach, Size3 size)
    {
        var a = _headToVoxel.Apply(from.X, from.Y, from.Z);
        var b = _headToVoxel.Apply(to.X, to.Y, to.Z);
        var spacing = voxelToHead.Spacing;
        var (lowX, highX) = Range(a.X, b.X, reach / spacing.X, size.X);
        var (lowY, highY) = Range(a.Y, b.Y, reach / spacing.Y, size.Y);
        var (lowZ, highZ) = Range(a.Z, b.Z, reach / spacing.Z, size.Z);
        return new Box3(lowX, lowY, lowZ, new Size3(highX - lowX, highY - lowY, highZ - lowZ));
    }

    private static (int Low, int High) Range(double a, double b, double reach, int size) =>
        (Math.Clamp((int)Math.Ceiling(Math.Min(a, b) - reach), 0, size), Math.Clamp((int)Math.Floor(Math.Max(a, b) + reach) + 1, 0, size));
}
