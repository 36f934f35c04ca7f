using System.CommandLine;
using BrainMets.Cli;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>Results of two runs never mix, and no slip of the hand costs a folder.</summary>
public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_new_folder_is_made_and_marked()
    {
        var folder = Prepare("-o", temporary.File("a", "b"));

        Assert.Equal(temporary.File("a", "b"), folder);
        Assert.True(File.Exists(Path.Combine(folder, OutputFolder.Marker)));
    }

    [Fact]
    public void A_folder_that_holds_only_the_marker_counts_as_empty()
    {
        Prepare("-o", temporary.File("out"));

        Prepare("-o", temporary.File("out"));
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused()
    {
        var result = MadeByMets("result.txt");

        var error = Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("out")));

        Assert.Contains("is not empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(result));
    }

    [Fact]
    public void Resume_keeps_what_is_there()
    {
        var result = MadeByMets("result.txt");

        Prepare("-o", temporary.File("out"), "--resume");

        Assert.True(File.Exists(result));
    }

    [Fact]
    public void Overwrite_empties_a_folder_that_mets_made()
    {
        var result = MadeByMets("case", "result.txt");

        Prepare("-o", temporary.File("out"), "--overwrite");

        Assert.False(Directory.Exists(Path.GetDirectoryName(result)));
    }

    [Fact]
    public void Overwrite_refuses_a_folder_that_somebody_else_made()
    {
        Directory.CreateDirectory(temporary.File("thesis"));
        File.WriteAllText(temporary.File("thesis", "chapter1.txt"), "");

        var error = Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("thesis"), "--overwrite"));

        Assert.Contains("was not made by mets", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(temporary.File("thesis", "chapter1.txt")));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out", "scan.nii.gz")]
    [InlineData("out", "a", "..", "scan.nii.gz")]
    public void Overwrite_refuses_to_delete_an_input(params string[] input)
    {
        var scan = MadeByMets("scan.nii.gz");

        Assert.Throws<UsageException>(() => Prepare(["-o", temporary.File("out"), "--overwrite"], temporary.File(input)));

        Assert.True(File.Exists(scan));
    }

    [Fact]
    public void An_input_beside_the_folder_is_not_in_the_way()
    {
        var result = MadeByMets("result.txt");

        Prepare(["-o", temporary.File("out"), "--overwrite"], temporary.File("out2", "scan.nii.gz"));

        Assert.False(File.Exists(result));
    }

    [Fact]
    public void Overwrite_removes_a_link_and_leaves_what_it_points_to()
    {
        MadeByMets("result.txt");
        Directory.CreateDirectory(temporary.File("elsewhere"));
        File.WriteAllText(temporary.File("elsewhere", "kept.txt"), "");
        Directory.CreateSymbolicLink(temporary.File("out", "link"), temporary.File("elsewhere"));

        Prepare("-o", temporary.File("out"), "--overwrite");

        Assert.False(Directory.Exists(temporary.File("out", "link")));
        Assert.True(File.Exists(temporary.File("elsewhere", "kept.txt")));
    }

    [Fact]
    public void A_file_is_not_a_folder()
    {
        File.WriteAllText(temporary.File("out"), "");

        Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("out"), "--overwrite"));
    }

    [Fact]
    public void Resume_does_not_claim_a_folder_that_somebody_else_made()
    {
        Directory.CreateDirectory(temporary.File("thesis"));
        File.WriteAllText(temporary.File("thesis", "chapter1.txt"), "");

        Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("thesis"), "--resume"));
        Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("thesis"), "--overwrite")); // It carries no mark now either.

        Assert.True(File.Exists(temporary.File("thesis", "chapter1.txt")));
    }

    [Fact]
    public void Resume_does_not_go_on_in_what_another_command_made()
    {
        MadeByMets("result.txt");

        var error = Assert.Throws<UsageException>(() => Prepare("another", ["-o", temporary.File("out"), "--resume"]));

        Assert.Contains("was made by 'mets test'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_and_overwrite_exclude_each_other()
    {
        MadeByMets("result.txt");

        Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("out"), "--resume", "--overwrite"));
    }

    [Theory]
    [InlineData("--resume")]
    [InlineData("--overwrite")]
    public void While_a_command_is_at_work_in_a_folder_no_other_gets_in(string how)
    {
        MadeByMets("result.txt");
        var command = new Command("test");
        using var first = OutputFolder.AddTo(command, canResume: true);
        first.Prepare(command.Parse(["-o", temporary.File("out"), "--resume"]));

        var error = Assert.Throws<UsageException>(() => Prepare("-o", temporary.File("out"), how));
        first.Dispose();

        Assert.Contains("Another mets is at work", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(temporary.File("out", "result.txt")));
        Assert.Equal(temporary.File("out"), Prepare("-o", temporary.File("out"), how));
    }

    [Fact]
    public void Overwrite_refuses_to_delete_an_input_that_is_reached_through_a_link()
    {
        var scan = MadeByMets("scans", "scan.nii.gz");
        Directory.CreateSymbolicLink(temporary.File("scans"), temporary.File("out", "scans"));

        Assert.Throws<UsageException>(() => Prepare(["-o", temporary.File("out"), "--overwrite"], temporary.File("scans", "scan.nii.gz")));

        Assert.True(File.Exists(scan));
    }

    [Fact]
    public void A_folder_without_a_name_is_wrong_usage() =>
        Assert.Contains("got an empty one", Assert.Throws<UsageException>(() => Prepare("-o", "")).Message, StringComparison.Ordinal);

    private static string Prepare(params string[] arguments) => Prepare(arguments, []);

    private static string Prepare(string[] arguments, params string[] inputs) => Prepare("test", arguments, inputs);

    private static string Prepare(string name, string[] arguments, params string[] inputs)
    {
        var command = new Command(name);
        using var output = OutputFolder.AddTo(command, canResume: true);
        return output.Prepare(command.Parse(arguments), inputs);
    }

    private string MadeByMets(params string[] file)
    {
        var path = Path.Combine([Prepare("-o", temporary.File("out")), .. file]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies in the folder just made.
        File.WriteAllText(path, "");
        return path;
    }
}
