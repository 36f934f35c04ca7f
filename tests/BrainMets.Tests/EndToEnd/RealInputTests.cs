using System.Globalization;
using BrainMets.Datasets;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.EndToEnd;

/// <summary>
/// The command line on real scans. What the shipped network finds there is not judged (it has seen phantoms only); geometry, files and
/// counts are.
/// </summary>
[Slow(120)]
public sealed class RealInputTests
{
    /// <summary>One of the six networks of the default model: what is judged here does not depend on how many are averaged.</summary>
    private const string OneNetwork = "models/randomised/network-1.safetensors";

    [Theory]
    [InlineData("brats2015-pat0001/T1c_subtrMeanDivStd.nii.gz", OneNetwork)]
    [InlineData("t1gd-no-lesion/MR_Gd_skullstripped_T1c.nii.gz", BrainMetsModel.DefaultModel)]
    [InlineData("pyradiomics/brain1_image.nrrd", OneNetwork)]
    [InlineData("pyradiomics/brain2_image.nrrd", OneNetwork)]
    public void A_real_scan_is_predicted_on_its_own_grid(string relative, string model)
    {
        using var folder = new TemporaryFolder();
        var scan = AsNifti(TestData.Path(relative.Split('/')), folder);

        var result = MetsProcess.Run(
            "predict", "-i", scan, "-m", model == OneNetwork ? Path.Combine(Repository.Root, OneNetwork) : model, "-o", folder.File("out"),
            "--save-probability", "--no-progress", "--threads", "1");

        Assert.True(result.ExitCode == 0, result.Error);
        var output = Path.Combine(folder.File("out"), Path.GetFileName(scan).Replace(".nii.gz", "", StringComparison.Ordinal));
        var source = NiftiFile.Read(scan);
        var segmentation = NiftiFile.Read(Path.Combine(output, "segmentation.nii.gz"));
        var labels = NiftiFile.ReadLabels(Path.Combine(output, "lesions.nii.gz"));
        var probability = NiftiFile.Read(Path.Combine(output, "probability.nii.gz"));
        Assert.All(new[] { segmentation.Geometry, labels.Geometry, probability.Geometry },
            g => Assert.True(g.SameGridAs(source.Geometry), $"{g} is not {source.Geometry}"));
        Assert.All(segmentation.Voxels.Zip(labels.Voxels), v => Assert.Equal(v.First > 0, v.Second > 0));
        Assert.All(["lesions.json", "preview.png", "manifest.json"], f => Assert.True(File.Exists(Path.Combine(output, f)), f));
        var candidates = NiftiFile.ReadLabels(Path.Combine(output, "candidates.nii.gz"));
        Assert.True(candidates.Geometry.SameGridAs(source.Geometry));
        Assert.All(labels.Voxels.Zip(candidates.Voxels), v => Assert.True(v.First == 0 || v.Second == 0));
        VolumesAgree(Path.Combine(output, "lesions.csv"), labels, "finding");
        VolumesAgree(Path.Combine(output, "lesions.csv"), candidates, "candidate");
    }

    [Fact]
    public void Training_on_one_real_case_learns_it_by_heart()
    {
        using var folder = new TemporaryFolder();
        var scan = TestData.Path("brats2015-pat0001", "T1c_subtrMeanDivStd.nii.gz");
        var labels = NiftiFile.ReadLabels(TestData.Path("brats2015-pat0001", "OTMultiClass.nii.gz"));
        var enhancing = labels.Map(l => (byte)(l == 4 ? 1 : 0));
        NiftiFile.Write(enhancing, folder.File("reference.nii.gz"));
        new DatasetIndex
        {
            Name = "brats",
            Cases = [new Case { Id = "pat0001", Patient = "pat0001", T1cPath = scan, ReferencePath = folder.File("reference.nii.gz") }],
        }.Save(folder.File("dataset.json"));
        File.WriteAllText(folder.File("config.json"), """
            { "extends": "compact", "name": "by heart", "sampling": { "stepsPerEpoch": 40, "lesionCentres": "voxel" }, "training": { "epochs": 5 } }
            """);

        var train = MetsProcess.Run("train", "-c", folder.File("config.json"), "-d", folder.File("dataset.json"), "-o", folder.File("run"),
            "--no-progress", "--threads", "1");
        Assert.True(train.ExitCode == 0, train.Error);
        var predict =
            MetsProcess.Run("predict", "-i", scan, "-m", folder.File("run"), "-o", folder.File("out"), "--no-progress", "--threads", "1");
        Assert.True(predict.ExitCode == 0, predict.Error);

        var predicted = NiftiFile.ReadMask(Path.Combine(folder.File("out"), "T1c_subtrMeanDivStd", "segmentation.nii.gz"));
        var both = predicted.Voxels.Zip(enhancing.Voxels).LongCount(v => v.First > 0 && v.Second > 0);
        var dice = 2.0 * both / (predicted.Voxels.LongCount(v => v > 0) + enhancing.Voxels.LongCount(v => v > 0));
        Assert.True(dice > 0.8, $"Dice is {dice:0.000}");
    }

    /// <summary>
    /// Every volume in the table is the number of voxels with that label, times the volume of a voxel, counted here anew.
    /// </summary>
    private static void VolumesAgree(string csv, Volume<int> labels, string role)
    {
        var rows = File.ReadAllLines(csv).Skip(1).Select(l => l.Split(',')).Where(row => row[^2] == role).ToList();
        Assert.Equal(labels.Voxels.Where(l => l > 0).Distinct().Count(), rows.Count);
        var spacing = labels.Geometry.Spacing;
        Assert.All(rows, row =>
        {
            var voxels = labels.Voxels.LongCount(l => l == int.Parse(row[0], CultureInfo.InvariantCulture));
            Assert.Equal(voxels * spacing.X * spacing.Y * spacing.Z, double.Parse(row[1], CultureInfo.InvariantCulture),
                0.01 * spacing.X * spacing.Y * spacing.Z);
        });
    }

    private static string AsNifti(string path, TemporaryFolder folder)
    {
        if (!path.EndsWith(".nrrd", StringComparison.Ordinal))
        {
            return path;
        }

        var converted = folder.File(Path.GetFileNameWithoutExtension(path) + ".nii.gz");
        NiftiFile.Write(NrrdImage.Read(path), converted);
        return converted;
    }
}
