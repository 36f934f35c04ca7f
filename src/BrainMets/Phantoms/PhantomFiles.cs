using BrainMets.Datasets;
using BrainMets.Imaging;
using BrainMets.Nifti;

namespace BrainMets.Phantoms;

/// <summary>Files of one case: a folder with the scan and its masks as .nii.gz.</summary>
internal static class PhantomFiles
{
    /// <summary>The name under which the second reader stands in dataset.json.</summary>
    public const string SecondReaderName = "reader2";

    public static Case Write(PhantomCase phantom, string directory, bool nameBrainMask)
    {
        var folder = Path.Combine(Path.GetFullPath(directory), phantom.Id);
        Directory.CreateDirectory(folder);
        string PathOf(string file) => Path.Combine(folder, file);
        var result = new Case
        {
            Id = phantom.Id,
            Patient = phantom.Id,
            Site = phantom.Site,
            T1cPath = PathOf("t1c.nii.gz"),
            ReferencePath = PathOf("reference.nii.gz"),
            ReaderPaths = new Dictionary<string, string> { [SecondReaderName] = PathOf($"{SecondReaderName}.nii.gz") },
            BrainMaskPath = nameBrainMask || phantom.FaultyBrainMask is not null ? PathOf("brain.nii.gz") : null,
        };
        NiftiFile.Write(AsShort(phantom.T1c), result.T1cPath);
        NiftiFile.Write(phantom.Reference, result.ReferencePath);
        NiftiFile.Write(phantom.SecondReader, result.ReaderPaths[SecondReaderName]);
        NiftiFile.Write(phantom.FaultyBrainMask ?? phantom.BrainMask, PathOf("brain.nii.gz"));
        phantom.Draw?.Save(PathOf("draw.json"));
        return result;
    }

    private static Volume<short> AsShort(Volume<float> image)
    {
        var voxels = new short[image.Voxels.Length];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = (short)Math.Min(image.Voxels[i], short.MaxValue);
        }

        return new Volume<short>(image.Geometry, voxels);
    }
}
