using BrainMets.Datasets;
using BrainMets.Experiments;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>What an import tells people, and its exit code: cases, what was set aside and why, every fault.</summary>
internal sealed class ImportSummary(Session session, string folder)
{
    /// <summary>More than these are counted; import.json lists all.</summary>
    private const int MostNamed = 5;

    public int Show(ImportResult result)
    {
        foreach (var reason in result.SetAside.GroupBy(scan => scan.Reason))
        {
            session.Say($"Set aside, {reason.Key}: {Counted([.. reason.Select(scan => scan.Scan)], "scan")}.");
        }

        foreach (var fault in result.Faults)
        {
            session.Log.Error($"{fault.Scan}: {fault.Reason}");
        }

        var warned = result.Cases.Where(c => c.Warnings.Count > 0).ToList();
        if (warned.Count > 0)
        {
            session.Log.Warning($"{Counted([.. warned.Select(c => c.Case)], "case")}: something had to be assumed or is at odds, the first: {warned[0].Warnings[0]} {DatasetImport.ReportName} has all.");
        }

        if (result.Cases.Any(c => c.OtherId is not null))
        {
            session.Log.Warning($"{result.Cases.Count(c => c.OtherId is not null)} cases are also part of BraTS-METS ({DatasetImport.ReportName}, otherId). Never train on one and test on the other.");
        }

        if (result.Dataset is not null)
        {
            Say(result);
        }

        return Conclude(result);
    }

    private void Say(ImportResult result)
    {
        var cases = result.Cases;
        var without = cases.Count(c => c.Reference is null);
        var empty = cases.Count(c => c.Labels is []);
        var derived = cases.Count(c => c.ReferenceDerived);
        session.Out.WriteLine(
            $"{cases.Count} of {Number(result.Scans, "scan")}, {Number(cases.Select(c => c.Patient).Distinct().Count(), "patient")}: {Path.Combine(folder, "dataset.json")}"
            + (derived > 0 ? $"; {Number(derived, "mask")} made of label maps" : "")
            + (empty > 0 ? $"; {empty} with nothing marked" : "")
            + (without > 0 ? $"; {without} without a reference" : ""));
    }

    private int Conclude(ImportResult result)
    {
        var failures = result.Faults.GroupBy(fault => fault.Scan).Select(scan => new CaseFailure(scan.Key, string.Join("\n", scan.Select(fault => fault.Reason)))).ToList();
        if (failures.Count > 0)
        {
            RunFolder.WriteJson(Path.Combine(folder, BatchPrediction.FailuresName), failures);
        }

        if (result.Dataset is null)
        {
            session.Log.Error($"No case is left of {result.Scans} scans; {Path.Combine(folder, DatasetImport.ReportName)} says why for each. No dataset.json was written.");
            return ExitCode.Failed;
        }

        if (failures.Count == 0)
        {
            return ExitCode.Done;
        }

        session.Log.Error($"{failures.Count} of {result.Scans} scans failed and are no cases; {Path.Combine(folder, BatchPrediction.FailuresName)} names them.");
        return ExitCode.SomeCasesFailed;
    }

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Counted(IReadOnlyList<string> ids, string what) =>
        $"{Number(ids.Count, what)} ({string.Join(", ", ids.Take(MostNamed))}{(ids.Count > MostNamed ? ", …" : "")})";
}
