using BrainMets.Imaging;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>A closed surface of triangles, wound so that normals point outwards. Positions in mm in whatever frame the user of the mesh chose.</summary>
internal sealed class TriangleMesh
{
    private TriangleMesh(PointMm[] vertices, (int A, int B, int C)[] triangles)
    {
        Vertices = vertices;
        Triangles = triangles;
        Neighbours = NeighboursOf(vertices.Length, triangles);
    }

    public PointMm[] Vertices { get; }

    public (int A, int B, int C)[] Triangles { get; }

    /// <summary>For each vertex those that share an edge with it.</summary>
    public int[][] Neighbours { get; }

    /// <summary>An icosahedron, each triangle split into four so many times, on a sphere: 10 * 4^n + 2 vertices.</summary>
    public static TriangleMesh Sphere(PointMm centre, double radiusMm, int subdivisions)
    {
        var mesh = Icosahedron();
        for (var i = 0; i < subdivisions; i++)
        {
            mesh = mesh.Subdivide();
        }

        for (var i = 0; i < mesh.Vertices.Length; i++)
        {
            mesh.Vertices[i] = centre + ((radiusMm / mesh.Vertices[i].Length) * mesh.Vertices[i]);
        }

        return mesh;
    }

    /// <summary>Each triangle split into four at the middles of its edges; the surface itself does not move.</summary>
    public TriangleMesh Subdivide()
    {
        var vertices = Vertices.ToList();
        var middles = new Dictionary<(int, int), int>();
        int Middle(int a, int b)
        {
            var edge = (Math.Min(a, b), Math.Max(a, b));
            if (!middles.TryGetValue(edge, out var index))
            {
                index = vertices.Count;
                middles[edge] = index;
                vertices.Add(0.5 * (vertices[a] + vertices[b]));
            }

            return index;
        }

        var triangles = new List<(int, int, int)>(4 * Triangles.Length);
        foreach (var (a, b, c) in Triangles)
        {
            var (ab, bc, ca) = (Middle(a, b), Middle(b, c), Middle(c, a));
            triangles.AddRange([(a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca)]);
        }

        return new TriangleMesh([.. vertices], [.. triangles]);
    }

    /// <summary>Unit normals of the vertices: the area-weighted mean of the triangles around each.</summary>
    public void Normals(PointMm[] normals)
    {
        Array.Clear(normals);
        foreach (var (a, b, c) in Triangles)
        {
            var (u, v) = (Vertices[b] - Vertices[a], Vertices[c] - Vertices[a]);
            var normal = new PointMm((u.Y * v.Z) - (u.Z * v.Y), (u.Z * v.X) - (u.X * v.Z), (u.X * v.Y) - (u.Y * v.X));
            normals[a] += normal;
            normals[b] += normal;
            normals[c] += normal;
        }

        for (var i = 0; i < normals.Length; i++)
        {
            normals[i] = (1 / Math.Max(normals[i].Length, 1e-12)) * normals[i];
        }
    }

    private static TriangleMesh Icosahedron()
    {
        var golden = (1 + Math.Sqrt(5)) / 2;
        PointMm[] vertices =
        [
            new(-1, golden, 0), new(1, golden, 0), new(-1, -golden, 0), new(1, -golden, 0),
            new(0, -1, golden), new(0, 1, golden), new(0, -1, -golden), new(0, 1, -golden),
            new(golden, 0, -1), new(golden, 0, 1), new(-golden, 0, -1), new(-golden, 0, 1),
        ];
        return new TriangleMesh(vertices,
        [
            (0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6), (7, 1, 8),
            (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1),
        ]);
    }

    private static int[][] NeighboursOf(int count, (int A, int B, int C)[] triangles)
    {
        var sets = Enumerable.Range(0, count).Select(_ => new SortedSet<int>()).ToArray();
        foreach (var (a, b, c) in triangles)
        {
            sets[a].UnionWith([b, c]);
            sets[b].UnionWith([a, c]);
            sets[c].UnionWith([a, b]);
        }

        return [.. sets.Select(s => s.ToArray())];
    }
}
