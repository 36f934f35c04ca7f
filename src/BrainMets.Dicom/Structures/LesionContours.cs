using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>The voxel-edge contours of one label, slice by slice, in RAS+ mm.</summary>
internal static class LesionContours
{
    /// <summary>
    /// An explicit-VR file states the length of a contour in sixteen bits; this many points of at most eleven characters a coordinate fit. Larger contours are cut
    /// along a line between voxels.
    /// </summary>
    private const int MostPoints = 1900;

    private const double Tenthmicrometres = 1e4;

    /// <summary>The slices that hold any, in order, each with its contours.</summary>
    public static List<(int Z, List<PointMm[]> Contours)> Of(Volume<ushort> labels, ushort label, Box3 box)
    {
        var (size, toWorld) = (box.Size, labels.Geometry.VoxelToWorld);
        var slices = new List<(int Z, List<PointMm[]> Contours)>();
        var mask = new byte[size.X * size.Y];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                for (var x = 0; x < size.X; x++)
                {
                    mask[x + (y * size.X)] = labels[box.X + x, box.Y + y, z] == label ? (byte)1 : (byte)0;
                }
            }

            var level = z;
            var contours = VoxelContour.Trace(mask, size.X, size.Y, MostPoints)
                .Select(polygon => polygon.Select(point => Rounded(toWorld.Apply(box.X + point.X, box.Y + point.Y, level))).ToArray()).ToList();
            if (contours.Count > 0)
            {
                slices.Add((z, contours));
            }
        }

        return slices;
    }

    /// <summary>A tenth of a micrometre is far below any voxel and keeps coordinates short.</summary>
    private static PointMm Rounded(PointMm point) => new(Rounded(point.X), Rounded(point.Y), Rounded(point.Z));

    private static double Rounded(double mm) => Math.Round(mm * Tenthmicrometres) / Tenthmicrometres;
}
