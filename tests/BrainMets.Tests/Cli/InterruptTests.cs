using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

public sealed class InterruptTests
{
    [Slow(3)]
    [Fact]
    public void Ctrl_C_ends_with_130_and_keeps_what_is_finished()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no way to send Ctrl-C to one process.");
        using var folder = new TemporaryFolder();
        using var mets = MetsProcess.Start("phantom", "--site", "gk-like", "--cases", "500", "-o", folder.File("p"), "--threads", "1");
        Assert.True(mets.RunsUntil(() => Directory.EnumerateFiles(folder.Path, "t1c.nii.gz", SearchOption.AllDirectories).Any()));

        mets.Interrupt();
        var result = mets.WaitForExit(TimeSpan.FromSeconds(60)); // Ten seconds of grace, and a busy machine.

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("Interrupted. What was finished is kept.", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Directory.EnumerateFiles(folder.Path, "t1c.nii.gz", SearchOption.AllDirectories).First()));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "*.partial", SearchOption.AllDirectories));
    }
}
