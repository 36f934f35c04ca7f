using System.CommandLine;

namespace BrainMets.Cli.CommandLine;

/// <summary>Puts a command into the program; <paramref name="run"/> returns the exit code.</summary>
internal delegate void AddCommand(Command command, Func<ParseResult, Session, int> run);
