using BrainMets.Cli;

return Application.Run(Application.Mets, args);
