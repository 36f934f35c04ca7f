using System.Diagnostics;
using System.Text.Json;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>The program as a user meets it: exit codes, streams, and what it says to a slip of the hand.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Info_as_json_names_version_device_precision_and_threads()
    {
        var result = MetsProcess.Run("info", "--json", "--threads", "3", "--device", "cpu", "--precision", "fp32");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        var info = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(3, info.GetProperty("threads").GetInt32());
        Assert.Equal("cpu", info.GetProperty("device").GetString());
        Assert.Equal("fp32", info.GetProperty("precision").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.GetProperty("version").GetString());
    }

    [Fact]
    public void Info_starts_in_under_a_second()
    {
        // The fastest of several: the first start reads the files from disk, and the machine may be busy with other tests.
        var fastest = Enumerable.Range(0, 10).Select(_ => SecondsOfInfo()).FirstOrDefault(seconds => seconds < 1, double.PositiveInfinity);

        Assert.InRange(fastest, 0, 1);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("info", "--help")]
    public void Help_says_that_it_is_not_a_medical_device(params string[] arguments)
    {
        var result = MetsProcess.Run(arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("Research use; not a medical device.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown command 'inof'. Did you mean 'info'?", "inof")]
    [InlineData("Unknown option '--jsno' of 'mets info'. Did you mean '--json'?", "info", "--jsno")]
    [InlineData("Unknown option '--thread' of 'mets info'. Did you mean '--threads'?", "info", "--thread", "2")]
    [InlineData("Unexpected argument 'now' of 'mets info'.", "info", "now")]
    [InlineData("Option '--threads' takes a whole number from 1; got '0'.", "info", "--threads", "0")]
    [InlineData("Option '--device' takes auto, cpu, cuda or cuda:N (N = 0, 1, …); got 'gpu'.", "info", "--device", "gpu")]
    [InlineData("Option '--precision' takes auto, fp32 or bf16; got 'fp16'.", "info", "--precision", "fp16")]
    [InlineData("'mets' needs a command:")]
    public void A_wrong_command_line_gets_one_paragraph_and_exit_code_two(string expected, params string[] arguments)
    {
        var result = MetsProcess.Run(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"mets: {expected}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private static double SecondsOfInfo()
    {
        var clock = Stopwatch.StartNew();
        MetsProcess.Run("info");
        return clock.Elapsed.TotalSeconds;
    }
}
