using MathNet.Numerics.Distributions;

namespace BrainMets.Phantoms;

/// <summary>What the scanner adds to the tissue's signal: point spread, uneven coil sensitivity, Rician noise, whole numbers.</summary>
internal sealed record ScannerModel
{
    /// <summary>Standard deviation of the noise in each of the two receiver channels, relative to white matter.</summary>
    public double Noise { get; init; } = 0.04;

    /// <summary>Sensitivity falls or rises by about this fraction from the centre to the edge of the head.</summary>
    public double Bias { get; init; } = 0.15;

    /// <summary>Standard deviation of the point spread along each voxel axis, in voxels.</summary>
    public double BlurVoxels { get; init; } = 0.45;

    /// <summary>Raw value of white matter in the middle of the head; each scan draws up to 20 % around it.</summary>
    public double WhiteLevel { get; init; } = 500;

    /// <summary>The scan of a tissue signal (white matter = 1), as whole numbers in float voxels. Takes over the given volume.</summary>
    internal Volume<float> Scan(Volume<float> signal, Random random)
    {
        var level = (float)(WhiteLevel * (0.8 + (0.4 * random.NextDouble())));
        var bias = SensitivityField.Draw(Bias, random);
        var noise = new GaussianNoise((ulong)random.NextInt64());
        var image = GaussianFilter.Smooth(signal, BlurVoxels, BlurVoxels, BlurVoxels);
        var size = image.Size;
        var sensitivity = new float[size.X];
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                bias.FillRow(sensitivity, size, (y, z));
                AddNoise(image.Voxels.AsSpan(size.Index(0, y, z), size.X), sensitivity, level, noise);
            }
        }

        return image;
    }

    private void AddNoise(Span<float> row, ReadOnlySpan<float> sensitivity, float level, GaussianNoise noise)
    {
        var sigma = (float)Noise;
        for (var x = 0; x < row.Length; x++)
        {
            var real = (row[x] * sensitivity[x]) + (sigma * noise.Next());
            var imaginary = sigma * noise.Next();
            row[x] = MathF.Round(level * MathF.Sqrt((real * real) + (imaginary * imaginary)));
        }
    }
}

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

/// <summary>
/// Normal deviates by the million: quantiles from a table of 4096, two of them added so that the tails are smooth. The counter is
/// hashed, so a seed gives the same deviates on every machine.
/// </summary>
internal sealed class GaussianNoise(ulong seed)
{
    private const int Bits = 12;
    private static readonly float[] Quantiles = MakeQuantiles();

    private ulong _state = seed;
    private ulong _left;
    private int _uses;

    public float Next()
    {
        if (_uses == 0)
        {
            _state += 0x9E3779B97F4A7C15;
            _left = SeedStream.Mix(_state);
            _uses = 2;
        }

        var first = (int)(_left & ((1 << Bits) - 1));
        var second = (int)((_left >> Bits) & ((1 << Bits) - 1));
        _left >>= 2 * Bits;
        _uses--;
        return Quantiles[first] + Quantiles[second];
    }

    private static float[] MakeQuantiles()
    {
        var count = 1 << Bits;
        return [.. Enumerable.Range(0, count).Select(i => (float)(Normal.InvCDF(0, 1, (i + 0.5) / count) / Math.Sqrt(2)))];
    }
}
