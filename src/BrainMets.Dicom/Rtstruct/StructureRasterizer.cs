using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>
/// Rasterises a structure on a grid. When every contour lies on a slice (all its points within a tenth of the slice distance), its voxels
/// are those whose centres it encloses by the even-odd rule over all contours of the slice. Otherwise (tilted, or between the slices) the
/// contours are resampled as a stack of slabs (<see cref="ContourStack"/>) and a remark states it. Rejected, with the reason: no closed
/// contours, damaged ones, contours beyond the image, contours that are not parallel, a single tilted contour (its thickness is unknown),
/// and contours that enclose no voxel centre. Slices without a contour between others stay empty, as there is no rule for the intention; a
/// remark counts them.
/// </summary>
internal static class StructureRasterizer
{
    /// <summary>Of the distance between slices; within it a contour lies on the slice.</summary>
    private const double OnSlice = 0.1;

    /// <summary>Beyond the outer faces of the grid, in voxels; contours along the edge of an image end there but for rounding.</summary>
    private const double BeyondEdge = 0.51;

    public static StructureMask Rasterize(Structure structure, VolumeGeometry geometry)
    {
        if (structure.Fault is { } fault)
        {
            return StructureMask.Refused(structure, fault);
        }

        var remarks = new List<string>(structure.Remarks);
        void Remark(string text) => remarks.Add($"Structure '{structure.Name}': {text}.");
        var contours = Enclosing(structure, Remark);
        if (contours.Count == 0)
        {
            return StructureMask.Refused(structure, "it has no closed contours") with { Remarks = remarks };
        }

        var worldToVoxel = geometry.VoxelToWorld.Inverse();
        var placed = contours.Select(contour => contour.Select(worldToVoxel.Apply).ToArray()).ToList();
        if (Beyond(placed, geometry.Size) is { } beyond)
        {
            return StructureMask.Refused(structure, beyond) with { Remarks = remarks };
        }

        var mask = new Volume<byte>(geometry);
        var refusal = placed.TrueForAll(contour => contour.All(point => Math.Abs(point.Z - Math.Round(contour[0].Z)) <= OnSlice))
            ? FillSlices(placed, mask, Remark)
            : FillStack(contours, mask, Remark);
        if (refusal is null && mask.Voxels.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            refusal = "its contours enclose no voxel centre of this grid; it is smaller than a voxel";
        }

        return refusal is null
            ? new StructureMask { Name = structure.Name, Mask = mask, Remarks = remarks }
            : StructureMask.Refused(structure, refusal) with { Remarks = remarks };
    }

    /// <summary>Without contours of fewer than three points and without copies, which the even-odd rule would turn into holes.</summary>
    private static List<IReadOnlyList<PointMm>> Enclosing(Structure structure, Action<string> remark)
    {
        var flat = structure.Contours.Count(contour => contour.Count < 3);
        if (flat > 0)
        {
            remark($"{flat} contour(s) of fewer than three points enclose nothing and were left out");
        }

        var kept = new List<IReadOnlyList<PointMm>>();
        var copies = 0;
        foreach (var contour in structure.Contours.Where(contour => contour.Count >= 3))
        {
            if (kept.Exists(other => other.Count == contour.Count && other[0] == contour[0] && other.SequenceEqual(contour)))
            {
                copies++;
                continue;
            }

            kept.Add(contour);
        }

        if (copies > 0)
        {
            remark($"{copies} contour(s) that are in the file twice were used once");
        }

        return kept;
    }

    private static string? Beyond(List<PointMm[]> contours, Size3 size)
    {
        static bool Within(double position, int count) => position >= -BeyondEdge && position <= count - 1 + BeyondEdge;
        var count = contours.Count(contour => !contour.All(p => Within(p.X, size.X) && Within(p.Y, size.Y) && Within(p.Z, size.Z)));
        return count == 0
            ? null
            : $"{count} of its {contours.Count} contours lie wholly or partly beyond the image, and a part of a structure has another "
                + "volume";
    }

    private static string? FillSlices(List<PointMm[]> contours, Volume<byte> mask, Action<string> remark)
    {
        var size = mask.Size;
        var bySlice = contours.GroupBy(contour => (int)Math.Clamp(Math.Round(contour[0].Z), 0, size.Z - 1))
            .OrderBy(group => group.Key).ToList();
        var overlaps = 0;
        foreach (var slice in bySlice)
        {
            var polygons = slice.Select(contour => contour.Select(point => new PixelPoint(point.X, point.Y)).ToArray()).ToList();
            overlaps += OverlapInPart(polygons, size) ? 1 : 0;
            PolygonRaster.Fill(polygons, size.X, size.Y, mask.Voxels.AsSpan(size.X * size.Y * slice.Key, size.X * size.Y));
        }

        if (overlaps > 0)
        {
            remark($"on {overlaps} slice(s) its contours overlap in part; what two of them hold counts as outside, as for holes");
        }

        var stepMm = RereadCheck.SliceStepMm(mask.Geometry);
        var farthestMm = contours.Max(contour => contour.Max(point => Math.Abs(point.Z - Math.Round(contour[0].Z)))) * stepMm;
        if (farthestMm > 0.01)
        {
            remark(Text($"its contours lie up to {farthestMm:0.###} mm off the slices and were put on the nearest ones"));
        }

        var gaps = bySlice[^1].Key - bySlice[0].Key + 1 - bySlice.Count;
        if (gaps > 0)
        {
            remark(Text($"{gaps} of the {gaps + bySlice.Count} slices between its first and last contour have none and stay empty; was it drawn on every other slice?"));
        }

        return null;
    }

    /// <summary>True when two contours share voxels and neither lies within the other, which does not describe a hole.</summary>
    private static bool OverlapInPart(List<PixelPoint[]> polygons, Size3 size)
    {
        var masks = polygons.Count < 2 ? [] : polygons.ConvertAll(polygon =>
        {
            var mask = new byte[size.X * size.Y];
            PolygonRaster.Fill([polygon], size.X, size.Y, mask);
            return mask;
        });
        var counts = masks.ConvertAll(mask => mask.AsSpan().Count((byte)1));
        for (var i = 0; i < masks.Count; i++)
        {
            for (var j = i + 1; j < masks.Count; j++)
            {
                var both = 0;
                for (var voxel = 0; voxel < masks[i].Length; voxel++)
                {
                    both += masks[i][voxel] & masks[j][voxel];
                }

                if (both > 0 && both < Math.Min(counts[i], counts[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string? FillStack(List<IReadOnlyList<PointMm>> contours, Volume<byte> mask, Action<string> remark)
    {
        if (ContourStack.TryMake(contours, out var stack) is { } refusal)
        {
            return refusal;
        }

        stack!.Fill(mask);
        const string slabs =
            "each represents a slab that reaches half way to its neighbours, and the voxels whose centres lie in a slab are inside";
        var degrees = Math.Acos(Math.Min(1, Math.Abs(stack.Normal.Dot(SliceNormal(mask.Geometry))))) * 180 / Math.PI;
        remark(Text(
            $"its {stack.PlaneCount} contour planes are not on the slices (tilted by {degrees:0.0} degrees, {stack.SpacingMm:0.##} mm apart); {slabs}"));
        if (stack.Gaps > 0)
        {
            remark($"{stack.Gaps} gap(s) between its contour planes are wider than the usual distance and stay empty");
        }

        return null;
    }

    private static PointMm SliceNormal(VolumeGeometry geometry) =>
        ContourArea.Unit(ContourArea.Cross(geometry.VoxelToWorld.ColumnX, geometry.VoxelToWorld.ColumnY));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Parallel planar contours that do not lie on the slices of a grid. Each plane represents a slab that reaches half way to its neighbours;
/// the first and the last reach half the usual distance (the median) outward, and so do planes next to a gap of more than one and a half of
/// it. A voxel belongs to the structure when its centre lies in a slab and, seen along the normal of the planes, inside its contours by the
/// even-odd rule. Volume is kept on average: area of each plane times thickness of its slab.
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
        var offPlaneMm =
            contours.Max(contour => (contour.Max(point => point.Dot(direction)) - contour.Min(point => point.Dot(direction))) / 2);
        if (offPlaneMm > PlaneToleranceMm)
        {
            return FormattableString.Invariant(
                $"its contours are not on the slices and not parallel planes either (points lie up to {offPlaneMm:0.##} mm off); such contours are not resampled");
        }

        var planes = Planes(contours, direction);
        if (planes.Count < 2)
        {
            return "its only contour plane is not on a slice, and one plane does not define the thickness of the structure";
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

    private static List<(double Position, List<IReadOnlyList<PointMm>> Contours)> Planes(
        IReadOnlyList<IReadOnlyList<PointMm>> contours, PointMm normal)
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
        var (low, high) = (new PointMm(double.MaxValue, double.MaxValue, double.MaxValue),
            new PointMm(double.MinValue, double.MinValue, double.MinValue));
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
