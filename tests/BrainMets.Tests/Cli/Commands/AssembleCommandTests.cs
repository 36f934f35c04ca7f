using BrainMets.Cli;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

public sealed class AssembleCommandTests
{
    [Fact]
    public void Cases_are_taken_from_a_list_or_from_the_validation_cases_of_a_split()
    {
        using var folder = new TemporaryFolder();
        MiniCases.Write(folder.File("data"), 3);
        string[] data = [folder.File("data", "dataset.json")];
        File.WriteAllText(folder.File("list.txt"), "# two of three\nmini-2\n\nmini-0\n");
        File.WriteAllText(folder.File("split.json"), """{ "training": ["mini-0"], "validation": ["mini-1"] }""");

        Assert.Equal(["mini-0", "mini-1", "mini-2"], ChosenCases.Of(data, null).Select(c => c.Id));
        Assert.Equal(["mini-0", "mini-2"], ChosenCases.Of(data, folder.File("list.txt")).Select(c => c.Id));
        Assert.Equal(["mini-1"], ChosenCases.Of(data, folder.File("split.json")).Select(c => c.Id));
    }

    [Fact]
    public void An_unknown_case_and_a_case_given_twice_are_named()
    {
        using var folder = new TemporaryFolder();
        MiniCases.Write(folder.File("data"), 1);
        var data = folder.File("data", "dataset.json");
        File.WriteAllText(folder.File("list.txt"), "mini-7\n");

        Assert.Contains("mini-7", Assert.Throws<UsageException>(() => ChosenCases.Of([data], folder.File("list.txt"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "a case 'mini-0'", Assert.Throws<UsageException>(() => ChosenCases.Of([data, data], null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_model_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        MiniCases.Write(folder.File("data"), 1);
        Directory.CreateDirectory(folder.File("model"));
        File.WriteAllText(folder.File("model", "card.json"), "{}");

        var result = MetsCommand.Run("assemble", "-m", "phantom-compact", "-d", folder.File("data", "dataset.json"), "--name", "n", "-o",
            folder.File("model"), "--resume");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is finished. Give --overwrite", result.Error, StringComparison.Ordinal);
    }
}
