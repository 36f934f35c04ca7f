using System.CommandLine;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets doctor</c>: what is missing on this machine, and how to mend it.</summary>
internal static class DoctorCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("doctor", "Check this machine: what is missing and how to mend it");
        add(command, (_, session) => Run(session));
    }

    private static int Run(Session session)
    {
        var findings = EnvironmentCheck.Examine(session.Threads).ToList();
        var table = new Table().AddColumns("", "what", "found").Border(TableBorder.Simple).HideHeaders();
        foreach (var finding in findings)
        {
            table.AddRow(Mark(finding.Severity), Markup.Escape(finding.What), Markup.Escape(finding.Found));
        }

        session.Out.Write(table);
        foreach (var finding in findings.Where(finding => finding.Remedy is not null))
        {
            session.Out.WriteLine($"{finding.What}: {finding.Remedy}");
        }

        var failed = findings.Any(finding => finding.Severity == CheckStatus.Broken);
        session.Out.WriteLine(failed ? "Something is broken; see above." : "Everything needed is here.");
        return failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Mark(CheckStatus severity) => severity switch
    {
        CheckStatus.Fine => "[green]ok[/]",
        CheckStatus.Unusual => "[yellow]note[/]",
        _ => "[red]broken[/]",
    };
}
