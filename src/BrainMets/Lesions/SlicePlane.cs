using BrainMets.Imaging;

namespace BrainMets.Lesions;

/// <summary>
/// The slices of a grid whose plane is nearest axial: which voxel axis runs across them, and the two in-plane axes U and V in mm.
/// </summary>
internal sealed class SlicePlane
{
    private readonly int _axisU;
    private readonly int _axisV;
    private readonly int _axisAcross;

    // In-plane millimetres: the first coordinate runs along U, the second at right angles to it, so that sheared grids are
    // measured rightly too.

    private readonly double _stepU;
    private readonly double _stepVAlongU;
    private readonly double _stepVBesideU;

    private SlicePlane(Affine affine, int axisAcross)
    {
        _axisAcross = axisAcross;
        (_axisU, _axisV) = axisAcross switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
        var columns = new[] { affine.ColumnX, affine.ColumnY, affine.ColumnZ };
        var (u, v) = (columns[_axisU], columns[_axisV]);
        _stepU = u.Length;
        _stepVAlongU = v.Dot(u) / u.Length;
        _stepVBesideU = (v - ((_stepVAlongU / u.Length) * u)).Length;
    }

    /// <summary>The slices across the voxel axis that is nearest to the patient's long axis (superior).</summary>
    public static SlicePlane NearestAxial(VolumeGeometry geometry)
    {
        var axes = Orientation.ClosestWorldAxes(geometry.VoxelToWorld);
        return new SlicePlane(geometry.VoxelToWorld, Array.FindIndex(axes, axis => axis.WorldAxis == 2));
    }

    /// <summary>The one of three voxel coordinates that numbers the slices.</summary>
    public int Across(int x, int y, int z) => Pick(_axisAcross, x, y, z);

    /// <summary>In-plane millimetres of a lattice point.</summary>
    public (double U, double V) ToMm((int U, int V) point) =>
        ((point.U * _stepU) + (point.V * _stepVAlongU), point.V * _stepVBesideU);

    /// <summary>
    /// Corners of the first and last voxel of each line of the lesion in a slice: enough for its convex hull. Voxel i spans the lattice
    /// from i to i + 1. Empty where the slice does not meet the lesion.
    /// </summary>
    public List<(int U, int V)> OuterCorners(Volume<int> labels, int label, Box3 box, int slice)
    {
        var size = labels.Size;
        var (strideU, strideV) = (Pick(_axisU, 1, size.X, size.X * size.Y), Pick(_axisV, 1, size.X, size.X * size.Y));
        var start = slice * Pick(_axisAcross, 1, size.X, size.X * size.Y);
        var (fromU, toU) = (Pick(_axisU, box.X, box.Y, box.Z), Pick(_axisU, box.EndX, box.EndY, box.EndZ) - 1);
        var corners = new List<(int U, int V)>();
        for (var v = Pick(_axisV, box.X, box.Y, box.Z); v < Pick(_axisV, box.EndX, box.EndY, box.EndZ); v++)
        {
            var line = start + (v * strideV);
            var first = fromU;
            while (first <= toU && labels.Voxels[line + (first * strideU)] != label)
            {
                first++;
            }

            if (first > toU)
            {
                continue;
            }

            var last = toU;
            while (labels.Voxels[line + (last * strideU)] != label)
            {
                last--;
            }

            corners.AddRange([(first, v), (first, v + 1), (last + 1, v), (last + 1, v + 1)]);
        }

        return corners;
    }

    private static int Pick(int axis, int x, int y, int z) => axis switch { 0 => x, 1 => y, _ => z };
}
