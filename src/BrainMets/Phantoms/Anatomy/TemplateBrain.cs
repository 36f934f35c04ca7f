using System.Collections.Concurrent;
using BrainMets.Imaging;
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

        // A template ends where its last voxels have their middles: the brain stem, cut off by the grid, is not to be drawn out by half a voxel.
        var within = voxel is { X: >= 0, Y: >= 0, Z: >= 0 } && voxel.X < size.X - 1 && voxel.Y < size.Y - 1 && voxel.Z < size.Z - 1;
        return within ? Resampler.LinearAt(_image, voxel, outside: 0) : 0;
    }

    private static TemplateBrain Read(string path)
    {
        var image = NiftiFile.Read(path);
        var outside = image.Voxels.Count(v => v == 0) / (double)image.Voxels.Length;
        return outside is > 0.3 and < 0.98
            ? new TemplateBrain(image)
            : throw new InvalidInputException(path, $"{100 * outside:0} % of the template's voxels are 0, but of a skull-stripped T1 brain in MNI space, as is needed here, "
                + "between 30 and 98 % are. Name the stripped version of the template.");
    }
}
