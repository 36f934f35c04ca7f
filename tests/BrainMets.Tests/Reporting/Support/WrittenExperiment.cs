using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Reporting;
using BrainMets.Tests.Support;

[assembly: AssemblyFixture(typeof(WrittenExperiment))]

namespace BrainMets.Tests.Reporting;

/// <summary>One experiment and its report, made once for the tests that only read them.</summary>
public sealed class WrittenExperiment : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<ExperimentResult> result;

    public WrittenExperiment() => result = new(Write);

    internal ExperimentResult Result => result.Value;

    public string Page => System.IO.File.ReadAllText(File(ExperimentReport.FileName));

    /// <summary>Coarse, so that many patients are quickly made.</summary>
    internal static VolumeGeometry Grid() => SyntheticHead.Centred(new Size3(56, 64, 40), Affine.FromSpacing(new SpacingMm(2.8, 2.8, 3.2)));

    public string File(params string[] parts)
    {
        _ = result.Value;
        return folder.File(parts);
    }

    public void Dispose() => folder.Dispose();

    private ExperimentResult Write()
    {
        var written = new SyntheticExperiment(folder.Path, new SyntheticPatients(11, Grid())).Write();
        ExperimentReport.Write(written, folder.Path);
        return written;
    }
}
