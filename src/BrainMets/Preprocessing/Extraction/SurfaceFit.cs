using BrainMets.Imaging;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>
/// Lets a sphere inside the brain grow until it meets the dark rim of CSF and skull, after the deformable model of Smith 2002 ("Fast robust
/// automated brain extraction", Hum Brain Mapp 17:143): each vertex moves by a tangential force that spaces the mesh evenly, a
/// smoothing force that is weak where the surface is gently curved, and an outward force from the darkest and brightest voxel seen inwards.
/// </summary>
internal sealed class SurfaceFit
{
    private const double SmallestRadiusMm = 3.33;
    private const double LargestRadiusMm = 10;
    private const double DarkSearchMm = 20;
    private const double BrightSearchMm = 10;
    private const double StepMm = 1;

    private readonly Volume<float> image;
    private readonly HeadEstimate head;
    private readonly double darkFraction;

    /// <param name="image">Coarse isotropic image of the head.</param>
    /// <param name="head">First guesses on that image.</param>
    /// <param name="darkFraction">Where, between air and the local brightness, tissue ends; larger shrinks the surface.</param>
    public SurfaceFit(Volume<float> image, HeadEstimate head, double darkFraction)
    {
        this.image = image;
        this.head = head;
        this.darkFraction = darkFraction;
    }

    /// <summary>The brain's surface, in mm along the axes of the image's grid from its first voxel.</summary>
    public TriangleMesh Fit()
    {
        var mesh = TriangleMesh.Sphere(head.CentreMm, 0.5 * head.RadiusMm, subdivisions: 3);
        Move(mesh, 500);
        mesh = mesh.Subdivide();
        Move(mesh, 300);
        return mesh;
    }

    private void Move(TriangleMesh mesh, int iterations)
    {
        var normals = new PointMm[mesh.Vertices.Length];
        var moved = new PointMm[mesh.Vertices.Length];
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            mesh.Normals(normals);
            var edgeMm = iteration % 50 == 0 ? MeanEdge(mesh) : lastEdgeMm;
            lastEdgeMm = edgeMm;
            for (var i = 0; i < moved.Length; i++)
            {
                moved[i] = mesh.Vertices[i] + Displacement(mesh, i, normals[i], edgeMm);
            }

            moved.CopyTo(mesh.Vertices.AsSpan());
        }
    }

    private double lastEdgeMm;

    private PointMm Displacement(TriangleMesh mesh, int vertex, PointMm normal, double edgeMm)
    {
        var position = mesh.Vertices[vertex];
        var mean = new PointMm(0, 0, 0);
        foreach (var neighbour in mesh.Neighbours[vertex])
        {
            mean += mesh.Vertices[neighbour];
        }

        var toMean = ((1.0 / mesh.Neighbours[vertex].Length) * mean) - position;
        var alongNormal = toMean.Dot(normal);
        var tangential = toMean - (alongNormal * normal);
        var curvature = 2 * Math.Abs(alongNormal) / (edgeMm * edgeMm);
        var middle = 0.5 * ((1 / SmallestRadiusMm) + (1 / LargestRadiusMm));
        var steepness = 6 / ((1 / SmallestRadiusMm) - (1 / LargestRadiusMm));
        var smoothing = 0.5 * (1 + Math.Tanh(steepness * (curvature - middle)));
        var outward = 0.05 * edgeMm * Pull(position, normal);
        return (0.5 * tangential) + (((smoothing * alongNormal) + outward) * normal);
    }

    /// <summary>From -1 (well outside the brain) to 1 (well inside).</summary>
    private double Pull(PointMm position, PointMm normal)
    {
        var (darkest, brightest) = (head.Brain, head.HeadThreshold);
        for (var depth = StepMm; depth <= DarkSearchMm; depth += StepMm)
        {
            var value = At(position - (depth * normal));
            darkest = Math.Min(darkest, value);
            if (depth <= BrightSearchMm)
            {
                brightest = Math.Max(brightest, value);
            }
        }

        darkest = Math.Max(darkest, head.Air);
        brightest = Math.Min(brightest, head.Brain);
        var limit = head.Air + (darkFraction * (brightest - head.Air));
        return Math.Clamp(2 * (darkest - limit) / Math.Max(brightest - head.Air, 1e-12), -1, 1);
    }

    private float At(PointMm position)
    {
        var spacing = image.Geometry.Spacing;
        var (x, y, z) = ((int)((position.X / spacing.X) + 0.5), (int)((position.Y / spacing.Y) + 0.5), (int)((position.Z / spacing.Z) + 0.5));
        return image.Size.Contains(x, y, z) && position.X > -0.5 && position.Y > -0.5 && position.Z > -0.5 ? image[x, y, z] : head.Air;
    }

    private static double MeanEdge(TriangleMesh mesh)
    {
        var sum = 0.0;
        var count = 0;
        for (var i = 0; i < mesh.Vertices.Length; i++)
        {
            foreach (var neighbour in mesh.Neighbours[i])
            {
                sum += (mesh.Vertices[i] - mesh.Vertices[neighbour]).Length;
                count++;
            }
        }

        return sum / count;
    }
}
