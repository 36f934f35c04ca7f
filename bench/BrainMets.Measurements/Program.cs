using BrainMets.Cli;
using BrainMets.Measurements;

return Application.Run(MeasurementCommands.Program, args);
