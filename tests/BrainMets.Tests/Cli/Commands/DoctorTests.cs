using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public void On_a_machine_that_runs_these_tests_nothing_is_broken()
    {
        var result = MetsProcess.Run("doctor");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"ok\s+libtorch", result.Output);
        Assert.Matches(@"ok\s+figures", result.Output);
        Assert.Matches(@"(ok|note)\s+DICOM", result.Output);
        Assert.EndsWith("Everything needed is here.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }
}
