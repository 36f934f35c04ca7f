using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BrainMets.Cli;

/// <summary>The help of every command ends with what the program is not.</summary>
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
