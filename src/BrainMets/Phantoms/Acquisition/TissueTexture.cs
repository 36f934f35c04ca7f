using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>Smooth unevenness of the tissue's own signal, at two scales, as a fraction of it.</summary>
public sealed record TissueTexture
{
    public double CoarseAmplitude { get; init; }

    public double CoarseWavelengthMm { get; init; } = 30;

    public double FineAmplitude { get; init; }

    public double FineWavelengthMm { get; init; } = 6;

    /// <summary>Multiplies the signal in place.</summary>
    internal void Apply(Volume<float> signal, NoiseField noise, Affine voxelToHead)
    {
        if (CoarseAmplitude == 0 && FineAmplitude == 0)
        {
            return;
        }

        var size = signal.Size;
        for (var i = 0; i < signal.Voxels.Length; i++)
        {
            if (signal.Voxels[i] < 0.05f)
            {
                continue; // air has no texture
            }

            var (x, y, z) = size.Position(i);
            var p = voxelToHead.Apply(x, y, z);
            var point = new Vector3((float)p.X, (float)p.Y, (float)p.Z);
            var coarse = noise.At(point + new Vector3(311), (float)CoarseWavelengthMm);
            var fine = noise.At(point + new Vector3(733), (float)FineWavelengthMm);
            signal.Voxels[i] *= (float)Math.Max(0.5, 1 + (CoarseAmplitude * coarse) + (FineAmplitude * fine));
        }
    }
}
