using System.Collections.Concurrent;
using BrainMets.Imaging;
using BrainMets.Nifti;

namespace BrainMets.Phantoms.Anatomy;

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

    /// <exception cref="CaseDataException">The file cannot be read, or is not skull-stripped (0 outside the brain).</exception>
    public static TemplateBrain Load(string path) => Loaded.GetOrAdd(path, p => new Lazy<TemplateBrain>(() => Read(p))).Value;

    /// <summary>Linear interpolation at a point in MNI mm; 0 outside the brain.</summary>
    public float At(PointMm point)
    {
        var v = _worldToVoxel.Apply(point);
        var (x, y, z) = ((int)Math.Floor(v.X), (int)Math.Floor(v.Y), (int)Math.Floor(v.Z));
        var size = _image.Size;
        if (!size.Contains(x, y, z) || !size.Contains(x + 1, y + 1, z + 1))
        {
            return 0;
        }

        var (fx, fy, fz) = ((float)(v.X - x), (float)(v.Y - y), (float)(v.Z - z));
        float Row(int dy, int dz)
        {
            var first = size.Index(x, y + dy, z + dz);
            return _image.Voxels[first] + (fx * (_image.Voxels[first + 1] - _image.Voxels[first]));
        }

        var near = Row(0, 0) + (fy * (Row(1, 0) - Row(0, 0)));
        var far = Row(0, 1) + (fy * (Row(1, 1) - Row(0, 1)));
        return near + (fz * (far - near));
    }

    private static TemplateBrain Read(string path)
    {
        var image = NiftiFile.Read(path);
        var outside = image.Voxels.Count(v => v == 0) / (double)image.Voxels.Length;
        return outside is > 0.3 and < 0.98
            ? new TemplateBrain(image)
            : throw new CaseDataException(path, $"{100 * outside:0} % of the template's voxels are 0, but of a skull-stripped T1 brain in MNI space, as is needed here, "
                + "between 30 and 98 % are. Name the stripped version of the template.");
    }
}
