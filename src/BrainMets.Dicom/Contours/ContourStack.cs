using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>
/// Parallel planar contours that do not lie on the slices of a grid. Each plane stands for a slab that reaches half way to its neighbours; the first and
/// the last reach half the usual distance (the median) outward, and so do planes beside a gap of more than one and a half of it. A voxel belongs to the
/// structure when its centre lies in a slab and, seen along the normal of the planes, inside its contours by the even-odd rule. Volume is kept on average:
/// area of each plane times thickness of its slab.
/// </summary>
internal sealed class ContourStack
{
    /// <summary>Points of a contour may lie this far from its plane, and contours of one plane from each other, in mm.</summary>
    private const double PlaneToleranceMm = 0.2;

    private const double WidestGap = 1.5;

    private readonly PointMm across;
    private readonly PointMm down;
    private readonly List<Slab> slabs;

    private ContourStack(PointMm normal, List<(double Position, List<IReadOnlyList<PointMm>> Contours)> planes)
    {
        Normal = normal;
        var axis = Math.Abs(normal.X) < 0.7 ? new PointMm(1, 0, 0) : new PointMm(0, 1, 0);
        across = ContourArea.Unit(ContourArea.Cross(normal, axis));
        down = ContourArea.Cross(normal, across);
        var gaps = planes.Zip(planes.Skip(1), (a, b) => b.Position - a.Position).ToList();
        SpacingMm = gaps.Order().ElementAt(gaps.Count / 2);
        Gaps = gaps.Count(gap => gap > WidestGap * SpacingMm);
        double Half(int gap) => gap >= 0 && gap < gaps.Count && gaps[gap] <= WidestGap * SpacingMm ? gaps[gap] / 2 : SpacingMm / 2;
        slabs = planes.Select((plane, i) => new Slab(
            plane.Position - Half(i - 1),
            plane.Position + Half(i),
            plane.Contours.Select(contour => contour.Select(Flat).ToArray()).ToList())).ToList();
    }

    /// <summary>Unit vector across the planes.</summary>
    public PointMm Normal { get; }

    public int PlaneCount => slabs.Count;

    /// <summary>The median distance between neighbouring planes.</summary>
    public double SpacingMm { get; }

    /// <summary>Distances between neighbouring planes that are left empty in the middle.</summary>
    public int Gaps { get; }

    /// <summary>Null and a stack, or the reason why these contours are none.</summary>
    public static string? TryMake(IReadOnlyList<IReadOnlyList<PointMm>> contours, out ContourStack? stack)
    {
        stack = null;
        var normals = contours.Select(ContourArea.TwiceVector).ToList();
        var largest = normals.MaxBy(normal => normal.Length);
        var sum = normals.Aggregate(default(PointMm), (total, normal) => total + ((normal.Dot(largest) < 0 ? -1 : 1) * normal));
        if (sum.Length == 0)
        {
            return "its contours enclose no area";
        }

        var direction = ContourArea.Unit(sum);
        var offPlaneMm = contours.Max(contour => (contour.Max(point => point.Dot(direction)) - contour.Min(point => point.Dot(direction))) / 2);
        if (offPlaneMm > PlaneToleranceMm)
        {
            return FormattableString.Invariant($"its contours are not on the slices and not parallel planes either (points lie up to {offPlaneMm:0.##} mm off); such contours are not resampled");
        }

        var planes = Planes(contours, direction);
        if (planes.Count < 2)
        {
            return "its only contour plane is not on a slice, and one plane does not tell how thick the structure is";
        }

        stack = new ContourStack(direction, planes);
        return null;
    }

    /// <summary>Sets the voxels of the structure to 1.</summary>
    public void Fill(Volume<byte> mask)
    {
        var (toWorld, size) = (mask.Geometry.VoxelToWorld, mask.Size);
        var box = VoxelBox(toWorld.Inverse(), size);
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    var point = toWorld.Apply(x, y, z);
                    var position = point.Dot(Normal);
                    var slab = slabs.Find(slab => slab.From <= position && position < slab.To);
                    if (slab is not null && slab.MayContain(Flat(point)) && PolygonRaster.Contains(slab.Polygons, Flat(point)))
                    {
                        mask[x, y, z] = 1;
                    }
                }
            }
        }
    }

    private static List<(double Position, List<IReadOnlyList<PointMm>> Contours)> Planes(IReadOnlyList<IReadOnlyList<PointMm>> contours, PointMm normal)
    {
        var planes = new List<(double Position, List<IReadOnlyList<PointMm>> Contours)>();
        foreach (var (position, contour) in contours.Select(c => (c.Average(point => point.Dot(normal)), c)).OrderBy(pair => pair.Item1))
        {
            if (planes.Count > 0 && position - planes[^1].Position <= PlaneToleranceMm)
            {
                planes[^1].Contours.Add(contour);
            }
            else
            {
                planes.Add((position, [contour]));
            }
        }

        return planes;
    }

    private PixelPoint Flat(PointMm point) => new(point.Dot(across), point.Dot(down));

    /// <summary>All voxels whose centres any slab may hold.</summary>
    private Box3 VoxelBox(Affine worldToVoxel, Size3 size)
    {
        var corners =
            from slab in slabs
            from polygon in slab.Polygons
            from point in polygon
            from end in new[] { slab.From, slab.To }
            select worldToVoxel.Apply((point.X * across) + (point.Y * down) + (end * Normal));
        var (low, high) = (new PointMm(double.MaxValue, double.MaxValue, double.MaxValue), new PointMm(double.MinValue, double.MinValue, double.MinValue));
        foreach (var corner in corners)
        {
            low = new PointMm(Math.Min(low.X, corner.X), Math.Min(low.Y, corner.Y), Math.Min(low.Z, corner.Z));
            high = new PointMm(Math.Max(high.X, corner.X), Math.Max(high.Y, corner.Y), Math.Max(high.Z, corner.Z));
        }

        static int Floor(double v, int count) => (int)Math.Clamp(Math.Floor(v), 0, count);
        static int End(double v, int count) => (int)Math.Clamp(Math.Ceiling(v) + 1, 0, count);
        var (x, y, z) = (Floor(low.X, size.X), Floor(low.Y, size.Y), Floor(low.Z, size.Z));
        return new Box3(x, y, z, new Size3(End(high.X, size.X) - x, End(high.Y, size.Y) - y, End(high.Z, size.Z) - z));
    }

    private sealed class Slab(double from, double to, List<PixelPoint[]> polygons)
    {
        private readonly double lowX = polygons.Min(polygon => polygon.Min(point => point.X));
        private readonly double highX = polygons.Max(polygon => polygon.Max(point => point.X));
        private readonly double lowY = polygons.Min(polygon => polygon.Min(point => point.Y));
        private readonly double highY = polygons.Max(polygon => polygon.Max(point => point.Y));

        public double From { get; } = from;

        public double To { get; } = to;

        public List<PixelPoint[]> Polygons { get; } = polygons;

        public bool MayContain(PixelPoint point) => point.X >= lowX && point.X <= highX && point.Y >= lowY && point.Y <= highY;
    }
}
