using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>What the scanner adds to the tissue's signal: point spread, uneven coil sensitivity, Rician noise, whole numbers.</summary>
public sealed record ScannerModel
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
