using System.Collections.Concurrent;
using System.Numerics;
using BrainMets.Nifti;

namespace BrainMets.Phantoms;

/// <summary>A skull-stripped T1 template in MNI space, read once, with the intensities of its three tissues.</summary>
internal sealed class TemplateBrain
{
    private static readonly ConcurrentDictionary<string, Lazy<TemplateBrain>> Loaded = new();

    private readonly Volume<float> _image;
    private readonly Affine _worldToVoxel;

    private TemplateBrain(Volume<float> image)
    {
        _image = image;
        _worldToVoxel = image.Geometry.VoxelToWorld.Inverse();
        var brain = image.Voxels.Where(v => v > 0).Order().ToArray();
        float At(double share) => brain[(int)(share * (brain.Length - 1))];

        // Shares of an adult brain below its fluid, its grey matter's and its white matter's typical signal.
        (Fluid, Grey, White) = (At(0.01), At(0.4), At(0.88));
    }

    public float Fluid { get; }

    public float Grey { get; }

    public float White { get; }

    /// <exception cref="InvalidInputException">The file cannot be read, or is not skull-stripped (0 outside the brain).</exception>
    public static TemplateBrain Load(string path) => Loaded.GetOrAdd(path, p => new Lazy<TemplateBrain>(() => Read(p))).Value;

    /// <summary>Linear interpolation at a point in MNI mm; 0 outside the brain.</summary>
    public float At(PointMm point)
    {
        var (voxel, size) = (_worldToVoxel.Apply(point), _image.Size);

        // A template ends where its last voxels have their middles: the brain stem, cut off by the grid, is not to be drawn out by half a
        // voxel.
        var within = voxel is { X: >= 0, Y: >= 0, Z: >= 0 } && voxel.X < size.X - 1 && voxel.Y < size.Y - 1 && voxel.Z < size.Z - 1;
        return within ? Resampler.LinearAt(_image, voxel, outside: 0) : 0;
    }

    private static TemplateBrain Read(string path)
    {
        var image = NiftiFile.Read(path);
        var outside = image.Voxels.Count(v => v == 0) / (double)image.Voxels.Length;
        return outside is > 0.3 and < 0.98
            ? new TemplateBrain(image)
            : throw new InvalidInputException(path,
                $"{100 * outside:0} % of the template's voxels are 0, but of a skull-stripped T1 brain in MNI space, as is needed here, "
                + "between 30 and 98 % are. Name the stripped version of the template.");
    }
}

/// <summary>
/// Replaces the generated brain by that of a template: deformed as the subject is, its intensities mapped to the site's tissues. Skull,
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
            signal.Voxels[i] =
                Blend.Mix(signal.Voxels[i], _drawn.WithDura(Signal(value), point, new TissuePoint(fields, anatomy.Subject)), below);
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
