using BrainMets.Datasets;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Datasets;

/// <summary>A small data set on disk in the shape of a real one, and the folder it is imported to.</summary>
internal sealed class ImportTree : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Oblique, flipped and anisotropic.</summary>
    public static VolumeGeometry Grid { get; } = new(
        new Size3(7, 5, 4),
            new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    public string Source => folder.File("source");

    public string Output => folder.File("output");

    public void Dispose() => folder.Dispose();

    public ImportTree Image(params string[] paths)
    {
        foreach (var path in paths)
        {
            NiftiFile.Write(new Volume<float>(Grid, [.. Enumerable.Range(0, 140).Select(v => (float)v)]), Made(path)); // 7 x 5 x 4
        }

        return this;
    }

    /// <summary>A label map whose first voxels are the labels given, one each.</summary>
    public ImportTree Mask(string path, params byte[] labels) => MaskOn(Grid, path, labels);

    public ImportTree MaskOn(VolumeGeometry grid, string path, params byte[] labels)
    {
        var mask = new Volume<byte>(grid);
        labels.CopyTo(mask.Voxels, 0);
        NiftiFile.Write(mask, Made(path));
        return this;
    }

    public ImportTree Text(string path, string text)
    {
        File.WriteAllText(Made(path), text);
        return this;
    }

    /// <summary>Absolute path of a file in the source, whose folder is there.</summary>
    public string Made(string path)
    {
        var full = Path.Combine(Source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!); // It has one.
        return full;
    }

    public DatasetImport Find(ImportOptions options, string path = "") =>
        DatasetImport.Find(path.Length == 0 ? Source : Path.Combine(Source, path), options);

    public ImportResult Import(ImportOptions options, string path = "", bool copy = false)
    {
        Directory.CreateDirectory(Output);
        return Find(options, path).Write(Output, new ImportWriting { Copy = copy, Threads = 2 });
    }

    /// <summary>The voxels of a mask in the output that are not 0, by number.</summary>
    public int[] Marked(string path)
    {
        var voxels = NiftiFile.ReadMaskOn(Path.Combine(Output, path), Grid).Voxels;
        return [.. Enumerable.Range(0, voxels.Length).Where(i => voxels[i] != 0)];
    }
}
