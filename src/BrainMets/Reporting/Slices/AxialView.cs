using BrainMets.Imaging;

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
        Ras = Orientation.ClosestRas(source);
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
        var axes = Orientation.ClosestWorldAxes(source.VoxelToWorld);
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
