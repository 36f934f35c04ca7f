using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>A smooth multiplicative field: a random polynomial of second degree in normalised voxel coordinates.</summary>
internal sealed class SensitivityField
{
    private readonly double[] _coefficients;

    private SensitivityField(double[] coefficients)
    {
        _coefficients = coefficients;
    }

    public static SensitivityField Draw(double fraction, Random random)
    {
        var coefficients = new double[7];
        for (var i = 0; i < 6; i++)
        {
            coefficients[i] = fraction * ((2 * random.NextDouble()) - 1) * (i < 3 ? 0.7 : 0.4);
        }

        // Receiver coils lie around the head: the rim is brighter than the middle more often than not.
        coefficients[6] = fraction * ((1.4 * random.NextDouble()) - 0.4);
        return new SensitivityField(coefficients);
    }

    public void FillRow(Span<float> row, Size3 size, (int Y, int Z) line)
    {
        var v = (2.0 * line.Y / (size.Y - 1)) - 1;
        var w = (2.0 * line.Z / (size.Z - 1)) - 1;
        var c = _coefficients;
        var constant = 1 - (0.4 * c[6]) + (c[1] * v) + (c[2] * w) + (c[5] * v * w) + (c[6] * ((v * v) + (w * w)));
        var linear = c[0] + (c[3] * v) + (c[4] * w);
        for (var x = 0; x < row.Length; x++)
        {
            var u = (2.0 * x / (size.X - 1)) - 1;
            row[x] = (float)Math.Max(0.2, constant + (linear * u) + (c[6] * u * u));
        }
    }
}
