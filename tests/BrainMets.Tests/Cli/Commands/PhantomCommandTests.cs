using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

public sealed class PhantomCommandTests
{
    [Slow(7)]
    [Fact]
    public void A_case_is_made_again_from_its_record_and_ingredients_may_be_left_out()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            0, MetsCommand.Run("phantom", "--site", "randomised", "--cases", "1", "--without", "contrast", "masks", "-o",
                folder.File("first"), "--quiet").ExitCode);
        var again = MetsCommand.Run(
            "phantom", "--replay", folder.File("first", "randomised-0001", "draw.json"), "-o", folder.File("again"));

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("randomised-0001 again", again.Output, StringComparison.Ordinal);
        foreach (var file in new[] { "t1c.nii.gz", "reference.nii.gz", "brain.nii.gz", "draw.json" })
        {
            Assert.Equal(File.ReadAllBytes(folder.File("first", "randomised-0001", file)),
                File.ReadAllBytes(folder.File("again", "randomised-0001", file)));
        }

        Assert.DoesNotContain("\"mask\"", File.ReadAllText(folder.File("first", "randomised-0001", "draw.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The phantom site gk-like is the same for every case; ingredients (without)", "--site", "gk-like", "--cases", "1",
        "--without", "vessels")]
    [InlineData("There is no file nowhere.nii.gz; name a skull-stripped T1 template", "--site", "randomised", "--cases", "1", "--template",
        "nowhere.nii.gz")]
    [InlineData("--replay makes one case again and takes neither --site nor --cases.", "--replay", "draw.json", "--site", "randomised")]
    [InlineData("--site NAME is missing", "--cases", "2")]
    public void What_does_not_go_together_is_refused_and_nothing_is_written(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var result = MetsCommand.Run(["phantom", "-o", folder.File("out"), .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"mets: {expected}", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
