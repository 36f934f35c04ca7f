using BrainMets.Datasets;
using BrainMets.Nifti;
using BrainMets.Preprocessing;

namespace BrainMets.Tests.Support;

/// <summary>
/// Small heads for tests of learning: a noisy ball of brain with bright balls as lesions. Far too simple to say anything about quality.
/// </summary>
internal static class MiniCases
{
    /// <summary>A case in memory on an oblique, flipped, anisotropic grid.</summary>
    public static CaseImages Images(string id, int seed)
    {
        var random = new Random(seed);
        var affine = new Affine(
            new PointMm(-0.995, 0.0998, 0), new PointMm(0.0998, 0.995, 0), new PointMm(0, 0, 1.5), new PointMm(30, -20, 10));
        var geometry = new VolumeGeometry(new Size3(44, 48, 32), affine);
        var (t1c, brain, reference) = (new Volume<float>(geometry), new Volume<byte>(geometry), new Volume<byte>(geometry));
        var lesions = Enumerable.Range(0, 2)
            .Select(i => (X: random.Next(14, 30), Y: 14 + (18 * i), Z: random.Next(10, 22), Radius: 2.5 + i)).ToArray();
        for (var i = 0; i < t1c.Voxels.Length; i++)
        {
            var (x, y, z) = geometry.Size.Position(i);
            if (Distance(x - 22, y - 24, z - 16) < 19)
            {
                brain.Voxels[i] = 1;
                reference.Voxels[i] = (byte)(lesions.Any(l => Distance(x - l.X, y - l.Y, z - l.Z) <= l.Radius) ? 1 : 0);
                t1c.Voxels[i] = 100 + random.Next(20) + (60 * reference.Voxels[i]);
            }
        }

        return new CaseImages { CaseId = id, Patient = id, T1c = t1c, BrainMask = brain, Reference = reference };
    }

    public static PreparedCase Prepared(string id, int seed) => Preprocessor.Prepare(Images(id, seed), Options);

    /// <summary>Preprocessing that accepts so small a head.</summary>
    public static PreprocessingOptions Options { get; } = new() { MarginMm = 4, MinBrainVolumeMl = 0 };

    /// <summary>The cases as files, as a user has them.</summary>
    public static DatasetIndex Write(string folder, int count, string prefix = "mini")
    {
        Directory.CreateDirectory(folder);
        var cases = Enumerable.Range(0, count).Select(i => Write(folder, $"{prefix}-{i}", i)).ToList();
        var index = new DatasetIndex { Name = "mini", Site = "mini", Cases = cases };
        index.Save(Path.Combine(folder, "dataset.json"));
        return index;
    }

    private static Case Write(string folder, string id, int seed)
    {
        var images = Images(id, seed);
        string File(string kind) => Path.Combine(folder, $"{id}_{kind}.nii.gz");
        NiftiFile.Write(images.T1c, File("t1c"));
        NiftiFile.Write(images.BrainMask!, File("brain"));                  // Images makes both masks.
        NiftiFile.Write(images.Reference!, File("reference"));
        return new Case { Id = id, Patient = id, T1cPath = File("t1c"), BrainMaskPath = File("brain"), ReferencePath = File("reference") };
    }

    private static double Distance(double x, double y, double z) => Math.Sqrt((x * x) + (y * y) + (2.25 * z * z));
}
