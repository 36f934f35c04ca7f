using BrainMets.Dicom;
using BrainMets.Tests.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

public sealed class DeidentifyCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DeidentifyCommandTests()
    {
        using var codec = DicomSupport.Codec();
        Directory.CreateDirectory(folder.File("scan"));
        PlantedExamination.Write(codec, folder.File("scan"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_names_nobody_on_the_terminal_or_in_files_and_says_what_stays()
    {
        var run = MetsCommand.Run("deidentify", folder.File("scan"), "-o", folder.File("out"));

        Assert.Equal(3, run.ExitCode);                              // one file is damaged
        Assert.Empty(PlantedExamination.In(run.Output + run.Error));
        Assert.Empty(PlantedExamination.InFolder(folder.File("out")));
        Assert.Contains("13 objects of 1 patient in 2 series", run.Output, StringComparison.Ordinal);
        Assert.Contains("a head shows a face", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"file 1\"", File.ReadAllText(folder.File("out", "failures.json")), StringComparison.Ordinal);
        Assert.Contains(PlantedExamination.PatientId, File.ReadAllText(folder.File("out.key.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out", "out/key.json", "key file would lie in the output folder")]
    [InlineData("out", "scan/key.json", "key file would lie in the folder to de-identify")]
    [InlineData("scan/out", "key.json", "output folder would lie in the folder to de-identify")]
    public void Key_and_output_must_lie_apart_from_each_other_and_from_the_originals(string output, string key, string complaint)
    {
        var run = MetsCommand.Run("deidentify", folder.File("scan"), "-o", folder.File(output), "--key", folder.File(key));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File(key)));
    }

    [Slow(7)]
    [Fact]
    public void A_prediction_from_such_a_folder_names_nobody()
    {
        var run = MetsProcess.Run("predict", "-i", folder.File("scan"), "-o", folder.File("predicted"));

        Assert.Contains("Taken", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.File("predicted"), "*", SearchOption.AllDirectories));
        Assert.Empty(PlantedExamination.In(run.Output + run.Error).Except(UidIsNeeded));
        Assert.DoesNotContain(PlantedExamination.InFolder(folder.File("predicted")),
            found => !UidIsNeeded.Any(word => found.StartsWith(word, StringComparison.Ordinal)));
    }

    [Slow(3)]
    [Fact]
    public void A_refusal_to_choose_a_series_names_nobody()
    {
        using (var codec = DicomSupport.Codec())
        {
            (PlantedExamination.Slices with
            {
                SeriesUid = "2.25.5",
                Prefix = "other",
                Change = (z, slice) => PlantedExamination.Slices.Change(z, slice)!.Add(Tags.SeriesDescription, "LO", "t1 +C Quartzfeld")
                    .Add(Tags.SopInstanceUid, "UI", $"2.25.5.{z + 1}")
            })
                .Write(codec, folder.File("scan"));
        }

        var run = MetsProcess.Run("predict", "-i", folder.File("scan"), "-o", folder.File("predicted"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("several series", run.Error, StringComparison.Ordinal);
        Assert.Empty(PlantedExamination.In(run.Output + run.Error).Except(UidIsNeeded));
    }

    /// <summary>A series is named by its UID, on the terminal and in the manifest.</summary>
    private static readonly string[] UidIsNeeded = ["1.2.276.0.4242"];
}
