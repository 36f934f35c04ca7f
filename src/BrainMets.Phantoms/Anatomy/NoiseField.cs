using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// A random field with one dominant wavelength: a sum of plane waves of nearly equal length and random direction on a periodic cube
/// (no seams). Mean 0, variance 1. The lines where it crosses zero meander at even distances, as the sulci of a cortex do.
/// </summary>
internal sealed class NoiseField
{
    private const int Nodes = 64;
    private const int NodesPerWave = 8;
    private const int Waves = 56;

    private readonly float[] _values;

    private NoiseField(float[] values)
    {
        _values = values;
    }

    public static NoiseField Create(Random random)
    {
        var values = new float[Nodes * Nodes * Nodes];
        for (var wave = 0; wave < Waves; wave++)
        {
            AddWave(values, DrawWaveVector(random), (float)(random.NextDouble() * 2 * Math.PI));
        }

        return new NoiseField(values);
    }

    /// <summary>The field at a point in mm, stretched so that its dominant wavelength is the given one.</summary>
    public float At(Vector3 pointMm, float wavelengthMm)
    {
        var node = pointMm * (NodesPerWave / wavelengthMm);
        var (floorX, floorY, floorZ) = (MathF.Floor(node.X), MathF.Floor(node.Y), MathF.Floor(node.Z));
        var (fx, fy, fz) = (node.X - floorX, node.Y - floorY, node.Z - floorZ);
        var (x0, y0, z0) = ((int)floorX & (Nodes - 1), (int)floorY & (Nodes - 1), (int)floorZ & (Nodes - 1));
        var (x1, y1, z1) = ((x0 + 1) & (Nodes - 1), ((y0 + 1) & (Nodes - 1)) * Nodes, ((z0 + 1) & (Nodes - 1)) * Nodes * Nodes);
        y0 *= Nodes;
        z0 *= Nodes * Nodes;
        var v = _values;
        var near = Mix(Mix(v[x0 + y0 + z0], v[x1 + y0 + z0], fx), Mix(v[x0 + y1 + z0], v[x1 + y1 + z0], fx), fy);
        var far = Mix(Mix(v[x0 + y0 + z1], v[x1 + y0 + z1], fx), Mix(v[x0 + y1 + z1], v[x1 + y1 + z1], fx), fy);
        return Mix(near, far, fz);
    }

    /// <summary>
    /// A field whose value at a point is the signed distance to the nearest zero crossing of this one, as a fraction of the
    /// wavelength (between -1/4 and 1/4): the phase of the local wave.
    /// </summary>
    public NoiseField DistanceToZero()
    {
        var distances = new float[_values.Length];
        const float phasePerNode = 2 * MathF.PI / NodesPerWave;
        for (var z = 0; z < Nodes; z++)
        {
            for (var y = 0; y < Nodes; y++)
            {
                for (var x = 0; x < Nodes; x++)
                {
                    var slope = new Vector3(
                        Node(x + 1, y, z) - Node(x - 1, y, z),
                        Node(x, y + 1, z) - Node(x, y - 1, z),
                        Node(x, y, z + 1) - Node(x, y, z - 1));
                    var phase = MathF.Atan2(Node(x, y, z), slope.Length() / (2 * phasePerNode));
                    distances[x + (Nodes * (y + (Nodes * z)))] = phase / (2 * MathF.PI);
                }
            }
        }

        return new NoiseField(distances);
    }

    private static float Mix(float a, float b, float fraction) => a + (fraction * (b - a));

    private static VoxelIndex DrawWaveVector(Random random)
    {
        const int wavesPerCube = Nodes / NodesPerWave;
        while (true)
        {
            var (x, y, z) = (random.Next(-9, 10), random.Next(-9, 10), random.Next(-9, 10));
            if (Math.Abs(Math.Sqrt((x * x) + (y * y) + (z * z)) - wavesPerCube) < 0.9)
            {
                return new(x, y, z);
            }
        }
    }

    /// <summary>
    /// Adds cos(k·p + phase) row by row; cos(a + b) = cos a cos b - sin a sin b keeps the inner loop free of trigonometry.
    /// </summary>
    private static void AddWave(float[] values, VoxelIndex wave, float phase)
    {
        const float step = 2 * MathF.PI / Nodes;
        var amplitude = MathF.Sqrt(2f / Waves);
        var (cosX, sinX) = (new float[Nodes], new float[Nodes]);
        for (var x = 0; x < Nodes; x++)
        {
            (sinX[x], cosX[x]) = MathF.SinCos(step * ((wave.X * x) & (Nodes - 1)));
        }

        for (var row = 0; row < Nodes * Nodes; row++)
        {
            var turns = ((wave.Y * (row % Nodes)) + (wave.Z * (row / Nodes))) & (Nodes - 1);
            var (sin, cos) = MathF.SinCos((step * turns) + phase);
            var target = values.AsSpan(row * Nodes, Nodes);
            for (var x = 0; x < Nodes; x += Vector<float>.Count)
            {
                var wavePart = (new Vector<float>(cosX, x) * (cos * amplitude)) - (new Vector<float>(sinX, x) * (sin * amplitude));
                (new Vector<float>(target[x..]) + wavePart).CopyTo(target[x..]);
            }
        }
    }

    private float Node(int x, int y, int z) => _values[(x & (Nodes - 1)) + (Nodes * ((y & (Nodes - 1)) + (Nodes * (z & (Nodes - 1)))))];
}
