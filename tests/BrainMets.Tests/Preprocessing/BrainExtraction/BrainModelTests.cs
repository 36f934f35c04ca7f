using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

public sealed class BrainModelTests
{
    private static readonly PreprocessingOptions Mindgrab = new() { BrainExtraction = BrainExtractionMethod.Mindgrab };

    [Fact]
    public void The_built_in_method_has_no_weights() => Assert.Null(BrainModel.Load(new PreprocessingOptions()));

    [Theory]
    [InlineData(nameof(BrainExtractionMethod.Mindgrab), "mindgrab needs the file of its weights")]
    [InlineData(nameof(BrainExtractionMethod.Synthstrip), "synthstrip needs the file of its weights")]
    public void A_network_without_a_file_says_how_to_give_one(string methodName, string expected)
    {
        var method = Enum.Parse<BrainExtractionMethod>(methodName);
        var error = Assert.Throws<InvalidInputException>(() => BrainModel.Load(new PreprocessingOptions { BrainExtraction = method }));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("--brain-model FILE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_size_is_refused_with_both_sizes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("model.bin"), new byte[132]);

        var error = Assert.Throws<InvalidInputException>(() => BrainModel.Load(Mindgrab with { BrainModel = folder.File("model.bin") }));

        Assert.Contains("expected 146,237 float32 = 584,948 bytes, found 132", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_right_size_and_other_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("model.bin"), new byte[584_948]);

        var error = Assert.Throws<InvalidInputException>(() => BrainModel.Load(Mindgrab with { BrainModel = folder.File("model.bin") }));

        Assert.Contains("expected " + BrainModel.MindgrabSha256, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<InvalidInputException>(() => BrainModel.Load(Mindgrab with { BrainModel = "nowhere/model.bin" }));

        Assert.Contains("nowhere/model.bin: the weights of mindgrab cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_for_the_built_in_method_is_a_fault_of_the_options()
    {
        var error = Assert.Throws<ArgumentException>(() => new PreprocessingOptions { BrainModel = "x" }.Validate());

        Assert.Contains("brainExtraction is builtin, which has no weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_file_is_recognised()
    {
        var model = BrainModel.Load(Mindgrab with { BrainModel = TestData.Path("mindgrab", "model.bin") });

        Assert.Equal((BrainExtractionMethod.Mindgrab, BrainModel.MindgrabSha256), (model!.Method, model.Sha256));
    }
}
