using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Reporting;
using BrainMets.Tests.Support;

[assembly: AssemblyFixture(typeof(WrittenReport))]

namespace BrainMets.Tests.Reporting;

/// <summary>One run and its report, made once for the tests that only read them.</summary>
public sealed class WrittenReport : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<RunSummary> run;

    public WrittenReport() => run = new(Write);

    internal RunSummary Run => run.Value;

    public string Page => System.IO.File.ReadAllText(File("report.html"));

    public string File(string name)
    {
        _ = run.Value;
        return folder.File(name);
    }

    public void Dispose() => folder.Dispose();

    private RunSummary Write()
    {
        var written = SyntheticRun.Write(folder.Path);
        RunReport.Write(written, folder.File("report.html"));
        return written;
    }
}
