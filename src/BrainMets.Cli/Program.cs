using BrainMets.Cli.CommandLine;

return Application.Run(args);
