using BrainMets.Experiments;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class RunFolderTests
{
    [Fact]
    public void A_log_from_before_waiting_was_measured_is_read()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Path);
        File.WriteAllText(
            run.Log, """{"epoch":1,"steps":4,"learningRate":0.001,"loss":0.5,"crossEntropy":0.6,"vss":0.4,"seconds":2.5,"validationF1":null}""" + "\n");

        var epoch = Assert.Single(run.ReadLog());

        Assert.Equal((1, 2.5, null), (epoch.Epoch, epoch.Seconds, epoch.SamplerWaitSeconds));
    }

    [Fact]
    public void What_is_logged_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Path);
        run.AppendLog(new()
        {
            Epoch = 1,
            Steps = 4,
            LearningRate = 0.001,
            Loss = 0.5,
            CrossEntropy = 0.6,
            Vss = 0.4,
            Seconds = 2.5,
            SamplerWaitSeconds = 0.25,
        });

        Assert.Equal(0.25, Assert.Single(run.ReadLog()).SamplerWaitSeconds);
    }
}
