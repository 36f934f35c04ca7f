using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>Signal of each tissue in a T1-weighted scan after contrast agent, relative to white matter = 1.</summary>
internal sealed record TissueContrast
{
    public double White { get; init; } = 1;

    public double Grey { get; init; } = 0.80;

    /// <summary>Caudate and putamen; the thalamus lies between this and white matter.</summary>
    public double DeepGrey { get; init; } = 0.86;

    public double CerebrospinalFluid { get; init; } = 0.28;

    public double Fat { get; init; } = 1.6;

    public double Marrow { get; init; } = 1.1;

    public double Muscle { get; init; } = 0.75;

    public double Skin { get; init; } = 1.0;

    /// <summary>Nasal lining, extraocular muscle, pituitary: normal tissue that enhances.</summary>
    public double Mucosa { get; init; } = 1.25;

    public double Bone { get; init; } = 0.10;

    public double Air { get; init; } = 0.02;

    public double Dura { get; init; } = 1.3;

    public double Choroid { get; init; } = 1.55;

    /// <summary>Large arteries: bright where blood flows in unsaturated, dark in black-blood sequences.</summary>
    public double Artery { get; init; } = 1.9;

    /// <summary>Dural sinuses.</summary>
    public double Sinus { get; init; } = 1.8;

    /// <summary>Cortical veins, slow enough to stay bright when arteries are dark.</summary>
    public double Vein { get; init; } = 1.7;

    /// <summary>Signal of a fully enhancing metastasis; a lesion's own enhancement scales the step from white matter to this.</summary>
    public double Enhancing { get; init; } = 1.75;

    /// <summary>Necrosis inside a ring.</summary>
    public double Necrosis { get; init; } = 0.62;
}

/// <summary>Smooth unevenness of the tissue's own signal, at two scales, as a fraction of it.</summary>
internal sealed record TissueTexture
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
