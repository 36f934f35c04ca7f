using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

/// <summary>One experiment and its report, made once for the tests that only read them.</summary>
public sealed class WrittenExperiment : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WrittenExperiment()
    {
        Result = new SyntheticExperiment(folder.Path, new SyntheticPatients(11, Grid())).Write();
        ExperimentReport.Write(Result, folder.Path);
        Page = System.IO.File.ReadAllText(File(ExperimentReport.FileName));
    }

    internal ExperimentResult Result { get; }

    public string Page { get; }

    /// <summary>Coarse, so that many patients are quickly made.</summary>
    internal static VolumeGeometry Grid() => SyntheticHead.Centred(new Size3(56, 64, 40), Affine.FromSpacing(new SpacingMm(2.8, 2.8, 3.2)));

    public string File(params string[] parts) => folder.File(parts);

    public void Dispose() => folder.Dispose();
}
