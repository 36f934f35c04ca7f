using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>Finds the voxel of a grid under each pixel of a segment's frames.</summary>
internal static class SegmentPlacement
{
    /// <summary>In voxels; farther off, the frame is on another grid.</summary>
    private const double Tolerance = 0.1;

    /// <summary>Calls <paramref name="visit"/> with the index of the voxel and the part, for every pixel that is not zero.</summary>
    public static void Visit(Segment segment, VolumeGeometry geometry, Action<int, float> visit)
    {
        var toVoxel = geometry.VoxelToWorld.Inverse();
        foreach (var frame in segment.Frames)
        {
            var parts = frame.Parts();
            if (parts.AsSpan().IndexOfAnyExcept(0f) < 0)
            {
                continue;                                           // an empty frame says the same wherever it lies
            }

            var (columns, map) = (frame.Pixels.Columns, toVoxel.After(frame.PlaneToWorld));
            var (origin, right, down) = Whole(map) is { } whole && OnGrid(map, whole, frame)
                ? whole
                : throw new InvalidInputException(segment.Path, OffGrid(segment, frame, geometry, map));
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] == 0)
                {
                    continue;
                }

                var (column, row) = (i % columns, i / columns);
                var (x, y, z) = (origin.X + (column * right.X) + (row * down.X), origin.Y + (column * right.Y) + (row * down.Y), origin.Z + (column * right.Z) + (row * down.Z));
                if (!geometry.Size.Contains(x, y, z))
                {
                    throw new InvalidInputException(segment.Path,
                        $"segment '{segment.Label}' has a voxel at ({x}, {y}, {z}), beyond the grid of {geometry.Size}. The series is not complete, or not the one it was made of.");
                }

                visit(geometry.Size.Index(x, y, z), parts[i]);
            }
        }
    }

    /// <summary>Where pixel (0, 0) lies and the steps to the right and down, in whole voxels; null when a step is not one voxel along one axis.</summary>
    private static ((int X, int Y, int Z) Origin, (int X, int Y, int Z) Right, (int X, int Y, int Z) Down)? Whole(Affine map)
    {
        static (int X, int Y, int Z) Round(PointMm p) => ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
        static int Length((int X, int Y, int Z) v) => Math.Abs(v.X) + Math.Abs(v.Y) + Math.Abs(v.Z);
        var (right, down) = (Round(map.ColumnX), Round(map.ColumnY));
        var crossed = (right.X * down.X) + (right.Y * down.Y) + (right.Z * down.Z) == 0;
        return Length(right) == 1 && Length(down) == 1 && crossed ? (Round(map.Origin), right, down) : null;
    }

    private static bool OnGrid(Affine map, ((int X, int Y, int Z) Origin, (int X, int Y, int Z) Right, (int X, int Y, int Z) Down) whole, SegmentFrame frame)
    {
        static PointMm Point((int X, int Y, int Z) v) => new(v.X, v.Y, v.Z);
        var rounded = new Affine(Point(whole.Right), Point(whole.Down), map.ColumnZ, Point(whole.Origin));
        return map.LargestCornerDistanceMm(rounded, new Size3(frame.Pixels.Columns, frame.Pixels.Rows, 1)) <= Tolerance;   // in voxels here
    }

    private static string OffGrid(Segment segment, SegmentFrame frame, VolumeGeometry geometry, Affine map)
    {
        var plane = frame.PlaneToWorld;
        return FormattableString.Invariant(
            $"""
             segment '{segment.Label}' is not on the grid of the scan: frame {frame.Number + 1} has pixels of {plane.ColumnX.Length:0.####} x {plane.ColumnY.Length:0.####} mm with the first at {plane.Origin},
             which is voxel ({map.Origin.X:0.##}, {map.Origin.Y:0.##}, {map.Origin.Z:0.##}) of {geometry}. Segmentations are not resampled; give the series it was made of.
             """).ReplaceLineEndings(" ");
    }
}
