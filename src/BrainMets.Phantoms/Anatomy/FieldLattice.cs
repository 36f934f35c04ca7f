using System.Numerics;
using System.Runtime.Intrinsics;

namespace BrainMets.Phantoms;

/// <summary>
/// Some smooth fields on one coarse lattice in head coordinates, read by trilinear interpolation of all of them at once.
/// Coarse is enough because distances to smooth surfaces are nearly linear between nodes.
/// </summary>
internal sealed class FieldLattice
{
    /// <summary>A multiple of <see cref="Lanes"/>.</summary>
    public const int Fields = 24;

    private const int Lanes = 8;
    private const int VectorsPerNode = Fields / Lanes;

    private readonly Vector256<float>[] _nodes;
    private readonly Vector3 _low;
    private readonly float _stepMm;
    private readonly Size3 _count;

    public FieldLattice(Vector3 lowMm, Vector3 highMm, float stepMm)
    {
        _low = lowMm;
        _stepMm = stepMm;
        var extent = (highMm - lowMm) / stepMm;
        _count = new((int)extent.X + 2, (int)extent.Y + 2, (int)extent.Z + 2);
        _nodes = new Vector256<float>[VectorsPerNode * _count.X * _count.Y * _count.Z];
    }

    /// <summary>Computes each node's values from its position; one buffer serves every call.</summary>
    public void Fill(Action<Vector3, float[]> evaluate) => Visit(evaluate, fromZero: true);

    /// <summary>As <see cref="Fill"/>, starting from the present values.</summary>
    public void Update(Action<Vector3, float[]> change) => Visit(change, fromZero: false);

    /// <summary>Slope of one field at a point, by central differences.</summary>
    public Vector3 Gradient(Vector3 pointMm, int field, float stepMm)
    {
        Span<float> values = stackalloc float[Fields];
        Span<float> slope = stackalloc float[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var step = stepMm * new Vector3(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            Sample(pointMm + step, values);
            var ahead = values[field];
            Sample(pointMm - step, values);
            slope[axis] = (ahead - values[field]) / (2 * stepMm);
        }

        return new Vector3(slope);
    }

    private void Visit(Action<Vector3, float[]> visit, bool fromZero)
    {
        var values = new float[Fields];
        var node = 0;
        for (var z = 0; z < _count.Z; z++)
        {
            for (var y = 0; y < _count.Y; y++)
            {
                for (var x = 0; x < _count.X; x++)
                {
                    for (var first = 0; first < Fields; first += Lanes)
                    {
                        (fromZero ? Vector256<float>.Zero : _nodes[node + (first / Lanes)]).CopyTo(values, first);
                    }

                    visit(_low + (_stepMm * new Vector3(x, y, z)), values);
                    for (var first = 0; first < Fields; first += Lanes)
                    {
                        _nodes[node++] = Vector256.Create(values, first);
                    }
                }
            }
        }
    }

    /// <summary>All fields at a point; beyond the lattice the nearest face's values.</summary>
    public void Sample(Vector3 pointMm, Span<float> values)
    {
        var node = (pointMm - _low) / _stepMm;
        var (x, fx) = Cell(node.X, _count.X);
        var (y, fy) = Cell(node.Y, _count.Y);
        var (z, fz) = Cell(node.Z, _count.Z);
        var rowStep = VectorsPerNode * _count.X;
        var planeStep = rowStep * _count.Y;
        var corner = (VectorsPerNode * x) + (rowStep * y) + (planeStep * z);
        for (var first = 0; first < Fields; first += Lanes)
        {
            var near = Mix(AlongX(corner, fx), AlongX(corner + rowStep, fx), fy);
            var far = Mix(AlongX(corner + planeStep, fx), AlongX(corner + planeStep + rowStep, fx), fy);
            Mix(near, far, fz).CopyTo(values[first..]);
            corner++;
        }
    }

    private static (int Cell, float Fraction) Cell(float node, int count)
    {
        var cell = Math.Clamp((int)node, 0, count - 2);
        return (cell, Math.Clamp(node - cell, 0, 1));
    }

    private static Vector256<float> Mix(Vector256<float> a, Vector256<float> b, float fraction) => a + ((b - a) * fraction);

    private Vector256<float> AlongX(int corner, float fraction) => Mix(_nodes[corner], _nodes[corner + VectorsPerNode], fraction);
}
