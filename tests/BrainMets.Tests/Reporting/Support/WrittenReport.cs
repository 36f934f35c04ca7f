using BrainMets.Experiments;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

/// <summary>One run and its report, made once for the tests that only read them.</summary>
public sealed class WrittenReport : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WrittenReport()
    {
        Run = SyntheticRun.Write(folder.Path);
        RunReport.Write(Run, File("report.html"));
        Page = System.IO.File.ReadAllText(File("report.html"));
    }

    internal RunSummary Run { get; }

    public string Page { get; }

    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();
}
