using System.Numerics;
using System.Runtime.Intrinsics;

namespace BrainMets.Phantoms.Shapes;

/// <summary>
/// Sixteen smooth fields on one coarse lattice in head coordinates, read by trilinear interpolation of all sixteen at once.
/// Coarse is enough because distances to smooth surfaces are nearly linear between nodes.
/// </summary>
internal sealed class FieldLattice
{
    public const int Fields = 16;

    private readonly Vector256<float>[] _nodes;
    private readonly Vector3 _low;
    private readonly float _stepMm;
    private readonly (int X, int Y, int Z) _count;

    public FieldLattice(Vector3 lowMm, Vector3 highMm, float stepMm)
    {
        _low = lowMm;
        _stepMm = stepMm;
        var extent = (highMm - lowMm) / stepMm;
        _count = ((int)extent.X + 2, (int)extent.Y + 2, (int)extent.Z + 2);
        _nodes = new Vector256<float>[2 * _count.X * _count.Y * _count.Z];
    }

    /// <summary>Computes each node's sixteen values from its position; one buffer serves every call.</summary>
    public void Fill(Action<Vector3, float[]> evaluate)
    {
        var values = new float[Fields];
        var node = 0;
        for (var z = 0; z < _count.Z; z++)
        {
            for (var y = 0; y < _count.Y; y++)
            {
                for (var x = 0; x < _count.X; x++)
                {
                    evaluate(_low + (_stepMm * new Vector3(x, y, z)), values);
                    _nodes[node++] = Vector256.Create(values, 0);
                    _nodes[node++] = Vector256.Create(values, 8);
                }
            }
        }
    }

    /// <summary>The sixteen fields at a point; beyond the lattice the nearest face's values.</summary>
    public void Sample(Vector3 pointMm, Span<float> values)
    {
        var node = (pointMm - _low) / _stepMm;
        var (x, fx) = Cell(node.X, _count.X);
        var (y, fy) = Cell(node.Y, _count.Y);
        var (z, fz) = Cell(node.Z, _count.Z);
        var rowStep = 2 * _count.X;
        var planeStep = rowStep * _count.Y;
        var corner = (2 * x) + (rowStep * y) + (planeStep * z);
        for (var half = 0; half < 2; half++)
        {
            var near = Mix(AlongX(corner, fx), AlongX(corner + rowStep, fx), fy);
            var far = Mix(AlongX(corner + planeStep, fx), AlongX(corner + planeStep + rowStep, fx), fy);
            Mix(near, far, fz).CopyTo(values[(8 * half)..]);
            corner++;
        }
    }

    private static (int Cell, float Fraction) Cell(float node, int count)
    {
        var cell = Math.Clamp((int)node, 0, count - 2);
        return (cell, Math.Clamp(node - cell, 0, 1));
    }

    private static Vector256<float> Mix(Vector256<float> a, Vector256<float> b, float fraction) => a + ((b - a) * fraction);

    private Vector256<float> AlongX(int corner, float fraction) => Mix(_nodes[corner], _nodes[corner + 2], fraction);
}
