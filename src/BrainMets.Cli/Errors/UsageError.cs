using System.CommandLine;

namespace BrainMets.Cli;

/// <summary>Says in one paragraph what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageError
{
    /// <summary>Null when the command line is fine.</summary>
    public static string? Describe(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "mets" : $"mets {command.Name}";
        // What follows from a misspelt option (its value is unknown too, a required option is missing) is not worth a word.
        var complaint = parsed.UnmatchedTokens is [var unknown, ..]
            ? Unknown(unknown, command, parsed.RootCommandResult.Command)
            : parsed.Errors.Any(error => error.Message.StartsWith("Required command", StringComparison.Ordinal))
                ? $"'{name}' needs a command: {string.Join(", ", CommandNames(command))}."
                : string.Join(" ", Messages(parsed));
        return $"{complaint} '{name} --help' lists what there is.";
    }

    /// <summary>Our own sentence about a value goes before the framework's, which speaks of .NET types.</summary>
    private static List<string> Messages(ParseResult parsed)
    {
        var messages = parsed.Errors.Select(error => error.Message).Distinct().ToList();
        var ours = messages.Where(message => !message.StartsWith("Cannot parse argument", StringComparison.Ordinal)).ToList();
        return ours.Count > 0 ? ours : messages;
    }

    private static string Unknown(string token, Command command, Command root)
    {
        var isOption = token.StartsWith('-');
        var of = command == root ? "" : $" of 'mets {command.Name}'";
        var what = isOption ? $"Unknown option '{token}'{of}." : command.Subcommands.Count > 0 ? $"Unknown command '{token}'." : $"Unexpected argument '{token}'{of}.";
        var nearest = NearestName.Find(token.Split('=', ':')[0], isOption ? OptionNames(command, root) : CommandNames(command));
        return nearest is null ? what : $"{what} Did you mean '{nearest}'?";
    }

    private static IEnumerable<string> CommandNames(Command command) => command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);

    private static IEnumerable<string> OptionNames(Command command, Command root) =>
        command.Options.Concat(root.Options.Where(option => option.Recursive))
            .Where(option => !option.Hidden)
            .SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(alias => alias.StartsWith("--", StringComparison.Ordinal));
}
