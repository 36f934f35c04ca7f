using BrainMets.Imaging;
using BrainMets.Reporting;
using BrainMets.Tests.Reporting.Experiments.Support;
using BrainMets.Tests.Reporting.Support;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting.Experiments;

public sealed class ExperimentReportTests
{
    [Fact]
    public void Timing()
    {
        var path = Environment.GetEnvironmentVariable("FIG_OUT") ?? new TemporaryFolder().Path;
        Directory.CreateDirectory(path);
        var grid = SyntheticHead.Centred(new Size3(64, 72, 40), Affine.FromSpacing(new SpacingMm(2.4, 2.4, 3.2)));
        var result = new SyntheticExperiment(path, new SyntheticPatients(14, grid)).Write();
        ExperimentReport.Write(result, path);
    }
}
