using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>
/// Puts a template's brain in place of the drawn one: deformed as the subject is, its intensities mapped to the site's tissues. Skull,
/// dura, vessels and lesions stay those of the phantom, whose average head has the template's proportions.
/// </summary>
internal sealed class TemplatePainter(TemplateBrain template, HeadAnatomy anatomy, (TissueContrast Contrast, float DuraMm) look)
{
    /// <summary>How far below the skull the template begins, so that the dura stays.</summary>
    private const float BelowSkullMm = 1.5f;

    private readonly BrainTissue _drawn = new(anatomy, look.Contrast, look.DuraMm);

    public void Paint(Volume<float> signal, Volume<byte> mask, Affine voxelToHead)
    {
        var fields = new float[FieldLattice.Fields];
        for (var i = 0; i < signal.Voxels.Length; i++)
        {
            var (x, y, z) = signal.Size.Position(i);
            var p = voxelToHead.Apply(x, y, z);
            var point = new Vector3((float)p.X, (float)p.Y, (float)p.Z);
            anatomy.Sample(point, fields);
            var below = Blend.Inside(fields[AnatomyField.Cranium] + BelowSkullMm);
            if (below <= 0)
            {
                mask.Voxels[i] = 0;
                continue;
            }

            var canonical = anatomy.ToAverage(point);
            var value = template.At(new PointMm(canonical.X, canonical.Y, canonical.Z));
            signal.Voxels[i] = Blend.Mix(signal.Voxels[i], _drawn.WithDura(Signal(value), point, new TissuePoint(fields, anatomy.Subject)), below);
            mask.Voxels[i] = (byte)(value > 0.5f * template.Fluid && below > 0.5f ? 1 : 0);
        }
    }

    /// <summary>Piecewise linear through fluid, grey and white matter; beyond white it goes on with white's slope.</summary>
    private float Signal(float value)
    {
        var (fluid, grey, white) = ((float)look.Contrast.CerebrospinalFluid, (float)look.Contrast.Grey, (float)look.Contrast.White);
        return value <= template.Fluid ? fluid
            : value < template.Grey ? Blend.Mix(fluid, grey, (value - template.Fluid) / (template.Grey - template.Fluid))
            : Blend.Mix(grey, white, (value - template.Grey) / (template.White - template.Grey));
    }
}
