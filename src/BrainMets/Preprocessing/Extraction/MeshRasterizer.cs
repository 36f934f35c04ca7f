using BrainMets.Imaging;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>Turns a closed surface into a mask, exactly: each row of voxels along x is cut by the triangles it meets.</summary>
internal static class MeshRasterizer
{
    /// <summary>1 where the winding number is positive, so that a surface folded through itself leaves no holes.</summary>
    /// <param name="mesh">The surface.</param>
    /// <param name="meshToWorld">From the mesh's frame to RAS+ mm.</param>
    /// <param name="target">The grid of the mask.</param>
    public static Volume<byte> Fill(TriangleMesh mesh, Affine meshToWorld, VolumeGeometry target)
    {
        var toVoxel = target.VoxelToWorld.Inverse().After(meshToWorld);
        var vertices = Array.ConvertAll(mesh.Vertices, toVoxel.Apply);
        var steps = new Volume<sbyte>(target);
        var outwards = toVoxel.Determinant > 0 ? 1 : -1;
        foreach (var (a, b, c) in mesh.Triangles)
        {
            Cut(steps, (vertices[a], vertices[b], vertices[c]), outwards);
        }

        return Accumulate(steps);
    }

    /// <summary>Adds +1 where a row enters the surface through this triangle and -1 where it leaves.</summary>
    private static void Cut(Volume<sbyte> steps, (PointMm A, PointMm B, PointMm C) t, int outwards)
    {
        // Twice the signed area of the triangle seen along x; its sign tells whether the row enters or leaves.
        var area = ((t.B.Y - t.A.Y) * (t.C.Z - t.A.Z)) - ((t.B.Z - t.A.Z) * (t.C.Y - t.A.Y));
        if (Math.Abs(area) < 1e-12)
        {
            return;
        }

        var size = steps.Size;
        var step = (sbyte)(area * outwards > 0 ? -1 : 1);
        var (lowY, highY) = Range(t.A.Y, t.B.Y, t.C.Y, size.Y);
        var (lowZ, highZ) = Range(t.A.Z, t.B.Z, t.C.Z, size.Z);
        for (var z = lowZ; z <= highZ; z++)
        {
            for (var y = lowY; y <= highY; y++)
            {
                // A row that met an edge exactly would be counted twice or not at all; this offset, far below any voxel, avoids it.
                var (py, pz) = (y + 1.1e-7, z + 2.3e-7);
                var weightB = (((py - t.A.Y) * (t.C.Z - t.A.Z)) - ((pz - t.A.Z) * (t.C.Y - t.A.Y))) / area;
                var weightC = (((t.B.Y - t.A.Y) * (pz - t.A.Z)) - ((t.B.Z - t.A.Z) * (py - t.A.Y))) / area;
                if (weightB < 0 || weightC < 0 || weightB + weightC > 1)
                {
                    continue;
                }

                var x = t.A.X + (weightB * (t.B.X - t.A.X)) + (weightC * (t.C.X - t.A.X));
                var first = Math.Max(0, (int)Math.Ceiling(x));
                if (first < size.X)
                {
                    steps[first, y, z] += step;
                }
            }
        }
    }

    private static (int Low, int High) Range(double a, double b, double c, int size) => (
        Math.Max(0, (int)Math.Floor(Math.Min(a, Math.Min(b, c)))),
        Math.Min(size - 1, (int)Math.Ceiling(Math.Max(a, Math.Max(b, c)))));

    private static Volume<byte> Accumulate(Volume<sbyte> steps)
    {
        var mask = new Volume<byte>(steps.Geometry);
        var size = steps.Size;
        for (var row = 0; row < size.Y * size.Z; row++)
        {
            var winding = 0;
            for (var i = row * size.X; i < (row + 1) * size.X; i++)
            {
                winding += steps.Voxels[i];
                mask.Voxels[i] = (byte)(winding > 0 ? 1 : 0);
            }
        }

        return mask;
    }
}
