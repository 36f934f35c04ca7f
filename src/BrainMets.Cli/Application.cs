using System.CommandLine;
using System.CommandLine.Help;

namespace BrainMets.Cli;

/// <summary>The whole program: reads the command line, runs one command, and turns whatever happens into a paragraph and an exit code.</summary>
internal static class Application
{
    public static int Run(string[] args)
    {
        using var interrupt = new Interrupt();
        var common = new CommonOptions();
        var parsed = CreateRoot(common, interrupt.Token).Parse(args);
        var log = new Log(Console.Error.WriteLine, LogLevel.Notes);
        if (UsageError.Describe(parsed) is { } complaint && parsed.Action is not { ClearsParseErrors: true })
        {
            log.Error(complaint);
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
    public static RootCommand CreateRoot(CommonOptions common, CancellationToken cancellation)
    {
        var root = new RootCommand("Finds, outlines, measures and judges brain metastases on T1 post-contrast MRI.");
        common.AddTo(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ResearchUseHelp((HelpAction)help.Action!); // The framework sets it in its constructor.

        void Add(Command command, Func<ParseResult, Session, int> run, Command? group = null)
        {
            command.SetAction(parsed => run(parsed, Session.Start(parsed, common, cancellation)));
            (group ?? root).Add(command);
            if (group is not null && !root.Subcommands.Contains(group))
            {
                root.Add(group);
            }
        }

        DemoCommand.AddTo(Add);
        PhantomCommand.AddTo(Add);
        ImportCommand.AddTo(Add);
        DeidentifyCommand.AddTo(Add);
        PrepareCommand.AddTo(Add);
        TrainCommand.AddTo(Add);
        AssembleCommand.AddTo(Add);
        PredictCommand.AddTo(Add);
        EvaluateCommand.AddTo(Add);
        CompareCommand.AddTo(Add);
        CombineCommand.AddTo(Add);
        ExperimentCommand.AddTo(Add);
        ReportCommand.AddTo(Add);
        BenchCommand.AddTo(Add);
        InfoCommand.AddTo(Add);
        DoctorCommand.AddTo(Add);
        return root;
    }
}
