using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace BrainMets.Phantoms;

/// <summary>
/// What goes wrong in k-space: it is cut off (Gibbs ringing at sharp edges), and the head moves along the phase-encoding axis (the grid's
/// second) while it is filled (blur and ghosts).
/// </summary>
internal sealed record ScanArtefacts
{
    /// <summary>Share of the in-plane frequencies that were measured; the rest is filled with zeros.</summary>
    public double KeptShare { get; init; } = 1;

    /// <summary>Standard deviation of the head's displacement from one block of lines to the next, in mm.</summary>
    public double MotionMm { get; init; }

    /// <summary>How many times the head comes to rest elsewhere while k-space is filled.</summary>
    public int MotionBlocks { get; init; } = 5;

    /// <summary>Changes the signal in place, slice by slice.</summary>
    internal void Apply(Volume<float> signal, Random random)
    {
        if (KeptShare >= 1 && MotionMm <= 0)
        {
            return;
        }

        var size = signal.Size;
        var alongX = Kept(size.X);
        var alongY = Kept(size.Y);
        Move(alongY, signal.Geometry.Spacing.Y, random);
        Parallel.For(0, size.Z, z =>
        {
            var (row, column) = (new Complex[size.X], new Complex[size.Y]);
            if (KeptShare < 1)
            {
                for (var y = 0; y < size.Y; y++)
                {
                    Filter(signal.Voxels, size.Index(0, y, z), 1, row, alongX);
                }
            }

            for (var x = 0; x < size.X; x++)
            {
                Filter(signal.Voxels, size.Index(x, 0, z), size.X, column, alongY);
            }
        });
    }

    private Complex[] Kept(int length) =>
        [.. Enumerable.Range(0, length).Select(k => Math.Abs(Frequency(k, length)) <= KeptShare * length / 2 ? Complex.One : Complex.Zero)];

    private static int Frequency(int index, int length) => index <= length / 2 ? index : index - length;

    /// <summary>A displacement is a phase that grows with frequency; each block of lines has its own.</summary>
    private void Move(Complex[] weights, double spacingMm, Random random)
    {
        if (MotionMm <= 0)
        {
            return;
        }

        var shiftVoxels = Enumerable.Range(0, MotionBlocks + 1).Select(_ =>
            MotionMm / spacingMm * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Clamp(random.NextDouble(), 1e-6, 1 - 1e-6)))
                .ToArray();
        var length = weights.Length;
        for (var k = 0; k < length; k++)
        {
            var frequency = Frequency(k, length);
            var block = (int)((frequency + (length / 2.0)) / length * MotionBlocks);
            weights[k] *= Complex.FromPolarCoordinates(
                1, -2 * Math.PI * frequency * shiftVoxels[Math.Clamp(block, 0, MotionBlocks)] / length);
        }
    }

    private static void Filter(float[] voxels, int first, int stride, Complex[] line, Complex[] weights)
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = voxels[first + (i * stride)];
        }

        Fourier.Forward(line, FourierOptions.AsymmetricScaling);
        for (var k = 0; k < line.Length; k++)
        {
            line[k] *= weights[k];
        }

        Fourier.Inverse(line, FourierOptions.AsymmetricScaling);
        for (var i = 0; i < line.Length; i++)
        {
            voxels[first + (i * stride)] = (float)line[i].Magnitude;
        }
    }
}
