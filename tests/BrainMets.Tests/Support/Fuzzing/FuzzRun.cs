using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BrainMets.Tests.Support;

/// <summary>
/// Goes through mutants by number, which is their seed, and counts what became of them. BRAINMETS_FUZZ sets how many
/// (docs/hostile-files.md), BRAINMETS_FUZZ_REPORT names a file to which the counts are added.
/// </summary>
public sealed class FuzzRun(string name)
{
    private readonly SortedDictionary<string, int> outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];
    private readonly Stopwatch clock = new();

    /// <summary>What went against the rules, with the number of the mutant.</summary>
    public IReadOnlyList<string> Faults => faults;

    public TimeSpan Slowest { get; private set; }

    public long MostAllocatedBytes { get; private set; }

    public long MostChildBytes { get; private set; }

    public static int Count(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("BRAINMETS_FUZZ"), CultureInfo.InvariantCulture, out var asked) ? asked : usual;

    public void Outcome(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;

    public void Kind(string kind) => kinds[kind] = kinds.GetValueOrDefault(kind) + 1;

    public void Fault(int seed, string what) => faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}, mutant {seed}: {what}"));

    public void Child(long bytes) => MostChildBytes = Math.Max(MostChildBytes, bytes);

    /// <summary>Time and memory of one call in this process.</summary>
    /// <returns>Bytes allocated by this thread.</returns>
    public long Measure(Action call)
    {
        clock.Restart();
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Slowest = clock.Elapsed > Slowest ? clock.Elapsed : Slowest;
        MostAllocatedBytes = Math.Max(MostAllocatedBytes, allocated);
        return allocated;
    }

    /// <summary>Says what was found and fails on faults.</summary>
    public void Conclude(int mutants, TimeSpan elapsed)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
                $"{name}: {mutants} mutants in {elapsed.TotalSeconds:0} s; slowest {Slowest.TotalSeconds:0.00} s; most allocated here "
                    + $"{MostAllocatedBytes / 1048576.0:0.0} MiB; largest child {MostChildBytes / 1048576.0:0.0} MiB; faults "
                    + $"{faults.Count}");
        text.AppendLine("  outcomes: " + string.Join(", ", outcomes.Select(o => $"{o.Key} {o.Value}")));
        text.AppendLine("  kinds: " + string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}")));
        faults.Take(40).ToList().ForEach(fault => text.AppendLine("  FAULT " + fault));
        TestContext.Current.SendDiagnosticMessage(text.ToString());
        if (Environment.GetEnvironmentVariable("BRAINMETS_FUZZ_REPORT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, text.ToString());
        }

        Assert.Empty(faults);
    }
}
