using BrainMets.Lesions;

namespace BrainMets.Reporting;

/// <summary>
/// How the voxels of a grid are laid out on a page: slices of the voxel plane nearest axial, in radiological convention (the patient's
/// right
/// on the left of the image, anterior at the top). Columns run to the patient's left, rows to posterior, slices to superior.
/// Nothing is resampled: an oblique grid is shown in its own planes.
/// </summary>
public sealed class AxialView
{
    private readonly VolumeGeometry source;
    private readonly int start;
    private readonly int columnStride;
    private readonly int rowStride;
    private readonly int sliceStride;
    private readonly Affine worldToRas;

    public AxialView(VolumeGeometry source)
    {
        this.source = source;
        Ras = AnatomicalOrientation.ClosestRas(source);
        worldToRas = Ras.VoxelToWorld.Inverse();
        var strides = StridesByWorldAxis(source);
        columnStride = -strides[0].Stride;
        rowStride = -strides[1].Stride;
        sliceStride = strides[2].Stride;
        // RAS voxel (0, 0, 0) sits at the far end of every flipped axis; column 0 and row 0 at the far end of x and y again.
        var first = strides.Sum(s => s.Stride < 0 ? -(long)s.Stride * (s.Count - 1) : 0);
        start = (int)(first + ((long)strides[0].Stride * (Columns - 1)) + ((long)strides[1].Stride * (Rows - 1)));
    }

    /// <summary>The same voxels in the order nearest RAS.</summary>
    public VolumeGeometry Ras { get; }

    public int Columns => Ras.Size.X;

    public int Rows => Ras.Size.Y;

    public int Slices => Ras.Size.Z;

    public double ColumnMm => Ras.Spacing.X;

    public double RowMm => Ras.Spacing.Y;

    /// <summary>Angle between the slices shown and the true axial plane, in degrees, 0 for an upright scan.</summary>
    public double TiltDegrees
    {
        get
        {
            var (x, y) = (Ras.VoxelToWorld.ColumnX, Ras.VoxelToWorld.ColumnY);
            var normal = new PointMm((x.Y * y.Z) - (x.Z * y.Y), (x.Z * y.X) - (x.X * y.Z), (x.X * y.Y) - (x.Y * y.X));
            return double.RadiansToDegrees(Math.Acos(Math.Clamp(Math.Abs(normal.Z) / normal.Length, 0, 1)));
        }
    }

    /// <summary>Where the voxel lies in the array of a volume on the source grid.</summary>
    public int Index(int column, int row, int slice) => start + (column * columnStride) + (row * rowStride) + (slice * sliceStride);

    /// <summary>Display position of a voxel of the source grid.</summary>
    public (int Column, int Row, int Slice) OfSource(int x, int y, int z)
    {
        var p = Position(source.VoxelToWorld.Apply(x, y, z));
        return ((int)Math.Round(p.Column), (int)Math.Round(p.Row), (int)Math.Round(p.Slice));
    }

    /// <summary>Display position of a world point; the centre of the first voxel is (0, 0, 0).</summary>
    public (double Column, double Row, double Slice) Position(PointMm world)
    {
        var voxel = worldToRas.Apply(world);
        return (Columns - 1 - voxel.X, Rows - 1 - voxel.Y, voxel.Z);
    }

    /// <summary>World position of a display position.</summary>
    public PointMm World(double column, double row, double slice) =>
        Ras.VoxelToWorld.Apply(Columns - 1 - column, Rows - 1 - row, slice);

    private static (int Stride, int Count)[] StridesByWorldAxis(VolumeGeometry source)
    {
        var axes = AnatomicalOrientation.ClosestWorldAxes(source.VoxelToWorld);
        var counts = new[] { source.Size.X, source.Size.Y, source.Size.Z };
        var steps = new[] { 1, source.Size.X, source.Size.X * source.Size.Y };
        var result = new (int, int)[3];
        for (var axis = 0; axis < 3; axis++)
        {
            result[axes[axis].WorldAxis] = (axes[axis].Positive ? steps[axis] : -steps[axis], counts[axis]);
        }

        return result;
    }
}

/// <summary>A box of voxels in display positions: first column, row and slice, and the ones after the last.</summary>
public readonly record struct DisplayBox(int Column, int Row, int Slice, int EndColumn, int EndRow, int EndSlice)
{
    /// <summary>The box of the source grid as <paramref name="view"/> shows it.</summary>
    public static DisplayBox Of(AxialView view, Box3 box)
    {
        var (a, b) = (view.OfSource(box.X, box.Y, box.Z), view.OfSource(box.EndX - 1, box.EndY - 1, box.EndZ - 1));
        return new DisplayBox(
            Math.Min(a.Column, b.Column), Math.Min(a.Row, b.Row), Math.Min(a.Slice, b.Slice),
            Math.Max(a.Column, b.Column) + 1, Math.Max(a.Row, b.Row) + 1, Math.Max(a.Slice, b.Slice) + 1);
    }

    /// <summary>
    /// On one slice, the last of the uppermost voxels that satisfy <paramref name="inside"/>: where a number does not hide the lesion. Null
    /// when there are none.
    /// </summary>
    public (int Column, int Row)? UpperRight(AxialView view, int slice, Func<int, bool> inside)
    {
        for (var row = Row; row < EndRow; row++)
        {
            for (var column = EndColumn - 1; column >= Column; column--)
            {
                if (inside(view.Index(column, row, slice)))
                {
                    return (column, row);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Side of the square that shows all of it with a margin: at least 40 mm, so that small lesions are seen amid anatomy and compare in
    /// size, in steps of 10 mm.
    /// </summary>
    public double FieldMm(AxialView view, double marginMm)
    {
        const double leastMm = 40;
        var extentMm = Math.Max((EndColumn - Column) * view.ColumnMm, (EndRow - Row) * view.RowMm);
        return Math.Max(leastMm, 10 * Math.Ceiling((extentMm + (2 * marginMm)) / 10));
    }

    /// <summary>How many voxels of a slice inside the box satisfy <paramref name="inside"/>, which is given their array index.</summary>
    public int CountOn(AxialView view, int slice, Func<int, bool> inside)
    {
        var count = 0;
        for (var row = Row; slice >= Slice && slice < EndSlice && row < EndRow; row++)
        {
            for (var column = Column; column < EndColumn; column++)
            {
                count += inside(view.Index(column, row, slice)) ? 1 : 0;
            }
        }

        return count;
    }
}

/// <summary>
/// Where a lesion is shown: its box, the slice on which it is largest, the middle of it on that slice, and that point in RAS mm.
/// </summary>
public sealed record LesionPlace(DisplayBox Box, int Slice, double CentreColumn, double CentreRow, PointMm Centre)
{
    public static LesionPlace Of(AxialView view, LesionSet lesions, int label)
    {
        var box = DisplayBox.Of(view, lesions.Lesions[label - 1].Box);
        bool Inside(int i) => lesions.Labels.Voxels[i] == label;

        var slice = Enumerable.Range(box.Slice, box.EndSlice - box.Slice).MaxBy(s => box.CountOn(view, s, Inside));
        var (column, row) = ((box.Column + box.EndColumn - 1) / 2.0, (box.Row + box.EndRow - 1) / 2.0);
        return new LesionPlace(box, slice, column, row, view.World(column, row, slice));
    }
}
