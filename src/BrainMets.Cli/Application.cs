using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace BrainMets.Cli;

/// <summary>
/// The program: parses the command line, runs one command, and turns any exception into one paragraph on standard error and an exit code.
/// </summary>
internal static class Application
{
    public static ProgramDescription Mets { get; } =
        new("mets", "Detects, segments, measures and evaluates brain metastases on T1 post-contrast MRI.", AddCommands);

    public static int Run(ProgramDescription program, string[] args) => Run(program, args, Screen.Open());

    /// <summary>Within another process: what it would print goes to the screen that is given.</summary>
    public static int Run(ProgramDescription program, string[] args, Screen screen)
    {
        using var interrupt = new Interrupt(program.Name);
        var common = new CommonOptions();
        var parsed = CreateRoot(program, common, screen, interrupt.Token).Parse(args);
        var log = new Log(program.Name, screen.WriteLog, LogLevel.Notes);
        if (UsageError.Describe(program.Name, parsed) is { } complaint && parsed.Action is not { ClearsParseErrors: true })
        {
            log.Error(complaint);
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = screen.Out.Profile.Out.Writer,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            log.Error("Interrupted. What was finished is kept.");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            var (paragraph, code) = ErrorText.Describe(exception);
            log.Error(paragraph);
            if (parsed.GetValue(common.Verbose))
            {
                log.Error(exception.ToString());
            }

            return code;
        }
    }

    /// <summary>All commands and options; the token fires when the user interrupts.</summary>
    public static RootCommand CreateRoot(ProgramDescription program, CommonOptions common, Screen screen, CancellationToken cancellation)
    {
        var root = new RootCommand(program.Purpose);
        common.AddTo(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ResearchUseHelp((HelpAction)help.Action!); // The framework sets it in its constructor.

        void Add(Command command, Func<ParseResult, Session, int> run, Command? group = null)
        {
            command.SetAction(parsed =>
            {
                try
                {
                    return run(parsed, Session.Start(program.Name, parsed, common, screen, cancellation));
                }
                finally
                {
                    OutputFolder.ReleaseOf(command);
                }
            });
            (group ?? root).Add(command);
            if (group is not null && !root.Subcommands.Contains(group))
            {
                root.Add(group);
            }
        }

        program.AddCommands(Add);
        return root;
    }

    private static void AddCommands(AddCommand add)
    {
        DemoCommand.AddTo(add);
        PhantomCommand.AddTo(add);
        ImportCommand.AddTo(add);
        DeidentifyCommand.AddTo(add);
        PrepareCommand.AddTo(add);
        TrainCommand.AddTo(add);
        AssembleCommand.AddTo(add);
        PredictCommand.AddTo(add);
        EvaluateCommand.AddTo(add);
        CompareCommand.AddTo(add);
        CombineCommand.AddTo(add);
        ExperimentCommand.AddTo(add);
        ReportCommand.AddTo(add);
        InfoCommand.AddTo(add);
        DoctorCommand.AddTo(add);
    }
}

/// <summary>A program with the options, messages and exit codes of mets: mets itself, and the measurements in bench.</summary>
/// <param name="Name">Name of the program, the prefix of every message.</param>
/// <param name="Purpose">Its purpose in one sentence.</param>
/// <param name="AddCommands">Adds all its commands.</param>
internal sealed record ProgramDescription(string Name, string Purpose, Action<AddCommand> AddCommands);

/// <summary>
/// Puts a command into the program; <paramref name="run"/> returns the exit code. A command of a group goes into its group first.
/// </summary>
internal delegate void AddCommand(Command command, Func<ParseResult, Session, int> run, Command? group = null);

/// <summary>Exit codes of the process, a contract with scripts and batch systems (docs/commands.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Some cases of a batch failed; they are named in failures.json.</summary>
    public const int SomeCasesFailed = 3;

    /// <summary>128 + SIGINT, as shells expect of a program that was interrupted.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends the help of every command with the research-use notice.</summary>
internal sealed class ResearchUseHelp(HelpAction help) : SynchronousCommandLineAction
{
    public const string Sentence = "Research use; not a medical device.";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(Sentence);
        return code;
    }
}

/// <summary>What this program was built from.</summary>
internal static class Build
{
    /// <summary>Version of the assembly, as in CHANGELOG.md.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>Git commit, with "-modified" when sources were changed after it; null when built outside a checkout.</summary>
    public static string? Commit => Informational.Split('+') is [_, var commit] ? commit : null;

    private static string Informational =>
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion; // Written by the SDK.
}
