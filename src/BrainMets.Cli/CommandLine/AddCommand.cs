using System.CommandLine;

namespace BrainMets.Cli;

/// <summary>Puts a command into the program; <paramref name="run"/> returns the exit code. A command of a group goes into its group first.</summary>
internal delegate void AddCommand(Command command, Func<ParseResult, Session, int> run, Command? group = null);
