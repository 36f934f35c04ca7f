using System.CommandLine;
using System.Text.Json;

namespace BrainMets.Cli;

/// <summary>Turns an exception into the one paragraph the user reads and the exit code the shell gets.</summary>
internal static class ErrorText
{
    public static (string Paragraph, int ExitCode) Describe(Exception exception) => exception switch
    {
        // Thrown by parallel work. The first exception suffices; the others mostly repeat it.
        AggregateException { InnerExceptions: [var first, ..] } => Describe(first),
        UsageException => (exception.Message, ExitCode.WrongUsage),
        ArgumentException argument => (WithoutParameterName(argument), ExitCode.WrongUsage),
        InvalidInputException or InvalidDataException or JsonException => (exception.Message, ExitCode.Failed),
        FileNotFoundException or DirectoryNotFoundException => (exception.Message, ExitCode.Failed),
        UnauthorizedAccessException => ($"{exception.Message} Choose a place you may read and write.", ExitCode.Failed),
        IOException =>
            ($"{exception.Message} Check that the disk has room and the path is reachable; files already finished are kept.",
                ExitCode.Failed),
        OutOfMemoryException => ("Out of memory. Close other programs, or use fewer --threads.", ExitCode.Failed),
        DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } =>
            ($"A native library did not load: {exception.GetBaseException().Message} 'mets doctor' lists what is missing and how to fix "
                + "it.", ExitCode.Failed),
        _ => ($"This is an error in BrainMets, not in your data: {exception.GetType().Name}: {exception.Message} "
            + "Please report it with the output of the same command under --verbose.", ExitCode.Failed),
    };

    /// <summary>The framework appends "(Parameter 'x')", an internal name that is of no use to the user.</summary>
    private static string WithoutParameterName(ArgumentException exception)
    {
        var suffix = exception.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? exception.Message : exception.Message[..suffix];
    }
}

/// <summary>The command line is invalid. The message is shown unchanged and the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Describes in one paragraph what is wrong with a command line and suggests the nearest valid name.</summary>
internal static class UsageError
{
    /// <summary>Null when the command line is fine.</summary>
    public static string? Describe(string program, ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? program : $"{program} {command.Name}";
        // What follows from a misspelt option (its value is unknown too, a required option is missing) is not reported.
        var complaint = parsed.UnmatchedTokens is [var unknown, ..]
            ? Unknown(unknown, command, parsed.RootCommandResult.Command, name)
            : parsed.Errors.Any(error => error.Message.StartsWith("Required command", StringComparison.Ordinal))
                ? $"'{name}' needs a command: {string.Join(", ", CommandNames(command))}."
                : string.Join(" ", Messages(parsed));
        return $"{complaint} '{name} --help' lists all options.";
    }

    /// <summary>Our own sentence about a value goes before the framework's, which speaks of .NET types.</summary>
    private static List<string> Messages(ParseResult parsed)
    {
        var messages = parsed.Errors.Select(error => error.Message).Distinct().ToList();
        var ours = messages.Where(message => !message.StartsWith("Cannot parse argument", StringComparison.Ordinal)).ToList();
        return ours.Count > 0 ? ours : messages;
    }

    private static string Unknown(string token, Command command, Command root, string name)
    {
        var isOption = token.StartsWith('-');
        var of = command == root ? "" : $" of '{name}'";
        var what = isOption
            ? $"Unknown option '{token}'{of}."
            : command.Subcommands.Count > 0 ? $"Unknown command '{token}'." : $"Unexpected argument '{token}'{of}.";
        var nearest = NearestName.Find(token.Split('=', ':')[0], isOption ? OptionNames(command, root) : CommandNames(command));
        return nearest is null ? what : $"{what} Did you mean '{nearest}'?";
    }

    private static IEnumerable<string> CommandNames(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);

    private static IEnumerable<string> OptionNames(Command command, Command root) =>
        command.Options.Concat(root.Options.Where(option => option.Recursive))
            .Where(option => !option.Hidden)
            .SelectMany(option => option.Aliases.Prepend(option.Name))
            .Where(alias => alias.StartsWith("--", StringComparison.Ordinal));
}

/// <summary>Finds what a misspelt option or command probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits from <paramref name="typed"/>; null when even that one is too far to be a misspelling
    /// (more than a third of its letters, or more than three). Of equals the first in the list wins.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(candidate => (Name: candidate, Edits: Edits(typed.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Edits <= Math.Clamp(nearest.Name.Length / 3, 1, 3) ? nearest.Name : null;
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string alignment);
    /// swaps count once because they are the commonest slip of a hand.
    /// </summary>
    public static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return edits[from.Length, to.Length];

        int Cheapest(int i, int j)
        {
            var replaced = edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            var best = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
            var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            return swapped ? Math.Min(best, edits[i - 2, j - 2] + 1) : best;
        }
    }
}
