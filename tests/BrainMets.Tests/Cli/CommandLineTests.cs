using System.Diagnostics;
using System.Globalization;
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
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no shell that says how long a process computed.");

        // Of the processor, since the machine may do much else. The best of several: the first start reads the files from disk.
        var fastest = Enumerable.Range(0, 10)
            .Select(_ => ProcessorSecondsOfInfo()).FirstOrDefault(seconds => seconds < 1, double.PositiveInfinity);

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
    [InlineData("Option '--seed' takes a whole number; got 'x'.", "info", "--seed", "x")]
    [InlineData("Option '--cases' takes a whole number from 1; got 'x'.", "phantom", "--site", "gk-like", "--cases", "x", "-o", "nowhere")]
    [InlineData("Option '--threshold' takes a probability above 0 and at most 1; got 'x'.", "predict", "-i", "a.nii", "-o", "nowhere",
        "--threshold", "x")]
    [InlineData("Option '--threshold' takes a probability above 0 and at most 1; got 'NaN'.", "predict", "-i", "a.nii", "-o", "nowhere",
        "--threshold", "NaN")]
    [InlineData("Option '--threshold' takes a probability above 0 and at most 1; got '5'.", "evaluate", "--reference", "a", "--prediction",
        "b", "-o", "nowhere", "--threshold", "5")]
    [InlineData("--outline-threshold needs --threshold; an operating point has its own.", "predict", "-i", "a.nii", "-o", "nowhere",
        "--outline-threshold", "0.2")]
    [InlineData("--outline-threshold is 0.7; must be at most --threshold, 0.5.", "predict", "-i", "a.nii", "-o", "nowhere", "--threshold",
        "0.5", "--outline-threshold", "0.7")]
    [InlineData("Option '--brain-extraction' takes builtin, mindgrab or synthstrip; got 'hdbet'.", "predict", "-i", "a.nii", "-o",
        "nowhere", "--brain-extraction", "hdbet")]
    [InlineData("'mets' needs a command:")]
    public void A_wrong_command_line_gets_one_paragraph_and_exit_code_two(string expected, params string[] arguments)
    {
        var result = MetsCommand.Run(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"mets: {expected}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    /// <summary>
    /// The shell's "times" gives, in its second line, what its children took: "0m0.12s 0m0.03s" in the program and in the system.
    /// </summary>
    private static double ProcessorSecondsOfInfo()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "mets.dll");
        // Null only with UseShellExecute.
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "dotnet \"$0\" info >/dev/null && times", program]) { RedirectStandardOutput = true })!;
        var children = shell.StandardOutput.ReadToEnd().TrimEnd().Split('\n')[1];
        return children.Split(' ').Select(time => time.TrimEnd('s').Split('m')).Sum(t => (60 * Seconds(t[0])) + Seconds(t[1]));
    }

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
