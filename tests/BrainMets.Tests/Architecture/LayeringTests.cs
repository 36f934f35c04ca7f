using System.Text.RegularExpressions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Architecture;

/// <summary>The data flow, written once. A stage may use itself and the stages to its left.</summary>
public sealed class LayeringTests
{
    private static readonly string[] Stages =
    [
        "Imaging", "Nifti", "Datasets", "Phantoms", "Preprocessing", "Sampling", "Model",
        "Training", "Inference", "Lesions", "Evaluation", "Experiments", "Reporting",
    ];

    private static readonly (string Package, string[] Folders)[] Fences =
    [
        ("TorchSharp", ["Preprocessing/Networks", "Sampling", "Model", "Training", "Inference"]),
        ("ScottPlot", ["Reporting"]),
        ("SkiaSharp", ["Reporting"]),
        ("System.CommandLine", []),
        ("Spectre.Console", []),
    ];

    [Fact]
    public void A_stage_uses_only_stages_to_its_left() => Assert.Empty(Backwards(SourceFile.OfLibrary()));

    [Fact]
    public void A_package_stays_behind_its_fence() => Assert.Empty(Escapes(SourceFile.OfLibrary()));

    [Fact]
    public void Every_folder_is_a_stage() =>
        Assert.Empty(SourceFile.OfLibrary().Select(file => file.Stage).Distinct().Except(Stages));

    [Theory]
    [InlineData("using BrainMets.Training;")]
    [InlineData("var x = BrainMets.Training.Trainer.Run();")]
    [InlineData("Training.Trainer.Run();")]
    [InlineData("using static BrainMets.Training.Losses;")]
    public void A_planted_backward_use_is_found(string text) => Assert.NotEmpty(Backwards([new SourceFile("Imaging/Planted.cs", text)]));

    [Fact]
    public void A_planted_escape_is_found() => Assert.NotEmpty(Escapes([new SourceFile("Evaluation/Planted.cs", "using TorchSharp;")]));

    [Fact]
    public void DICOM_knows_only_the_first_three_stages() => Assert.Empty(
        from path in Repository.Files("src/BrainMets.Dicom", "*.cs")
        let text = Repository.Read("src", "BrainMets.Dicom", path)
        from stage in Stages.Except(["Imaging", "Nifti", "Datasets"])
        where Regex.IsMatch(text, $@"using (static )?BrainMets\.{stage}\b")
        select $"{path} uses {stage}");

    [Fact]
    public void Native_DICOM_stays_in_its_process() => Assert.Empty(
        from path in Repository.Files("src", "*.cs")
        where !path.StartsWith("BrainMets.Dicom.Codec/", StringComparison.Ordinal)
        where Regex.IsMatch(Repository.Read("src", path), @"(?<![\w.])gdcm\.")
        select path);

    [Fact]
    public void The_library_bans_console_clock_and_unseeded_randomness()
    {
        var banned = Repository.Read("src", "BrainMets", "BannedSymbols.txt");

        Assert.Contains("T:System.Console;", banned, StringComparison.Ordinal);
        Assert.Contains("P:System.DateTime.Now;", banned, StringComparison.Ordinal);
        Assert.Contains("P:System.Random.Shared;", banned, StringComparison.Ordinal);
        Assert.Contains("BannedApiAnalyzers", Repository.Read("src", "BrainMets", "BrainMets.csproj"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Backwards(IEnumerable<SourceFile> files) =>
        from file in files
        from target in Stages
        where Array.IndexOf(Stages, target) > Array.IndexOf(Stages, file.Stage)
        where Regex.IsMatch(file.Text, $@"(?<![\w.""])(BrainMets\.)?{target}\.[A-Z]|using (static )?BrainMets\.{target}\b")
        select $"{file.Path} uses {target}";

    private static IEnumerable<string> Escapes(IEnumerable<SourceFile> files) =>
        from file in files
        from fence in Fences
        where !fence.Folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))
        where Regex.IsMatch(file.Text, $@"(using (static )?|(?<![\w.])){Regex.Escape(fence.Package)}\b[.;]")
        select $"{file.Path} uses {fence.Package}";
}
