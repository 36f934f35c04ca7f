using BrainMets.Cli;

return Application.Run(args);
