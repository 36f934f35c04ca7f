using System.Diagnostics;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Build;

/// <summary>What a stranger meets who lacks something.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("mets", "info")]
    [InlineData("bench/run", "training")]
    [InlineData("test.sh")]
    public void Without_the_SDK_one_line_says_how_to_get_it(string script, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The scripts are for Linux.");
        using var folder = new TemporaryFolder();
        foreach (var tool in new[] { "bash", "dirname", "readlink", "mkdir" })
        {
            File.CreateSymbolicLink(folder.File(tool), Where(tool));
        }

        var (code, output, error) = Run(Path.Combine(Repository.Root, script), arguments, folder.Path);

        Assert.NotEqual(0, code);
        var line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith($"{script}: the .NET 10 SDK is not installed. Get it with: curl", line, StringComparison.Ordinal);
        Assert.Equal(script == "test.sh" ? "tests: 0 passed, 1 failed" : "", output.TrimEnd());
    }

    private static string Where(string tool) =>
        new[] { "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, tool)).First(File.Exists);

    private static (int Code, string Output, string Error) Run(string script, string[] arguments, string path)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = path;
        using var process = Process.Start(start)!; // Null only with UseShellExecute.
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
