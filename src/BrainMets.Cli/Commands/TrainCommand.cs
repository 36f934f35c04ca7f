using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Reporting;

namespace BrainMets.Cli;

/// <summary><c>mets train</c>: one network from one or more data sets.</summary>
internal static class TrainCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("train", "Train one network; stops on Ctrl-C and goes on with --resume");
        var config = command.Required<string>(
            "--config -c", "CONFIG", $"A preset ({string.Join(", ", ConfigFile.Presets)}) or a configuration file");
        var datasets = command.Required<string[]>("--dataset -d", "FILE", "The training cases, dataset.json; may be given several times");
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            var settings = ConfigFile.Load(parsed.GetRequiredValue(config));
            var inputs = Inputs(parsed.GetRequiredValue(datasets));
            var folder = output.Prepare(
                parsed, [.. ConfigFile.FilesOf(parsed.GetRequiredValue(config)), .. parsed.GetRequiredValue(datasets),
                    .. inputs.Training.SelectMany(c => c.Files())]);
            return Run(session, settings with { Seed = session.Seed ?? settings.Seed }, inputs, new RunFolder(folder));
        });
    }

    private static ExperimentInputs Inputs(string[] files)
    {
        var indices = files.Select(DatasetIndex.Load).ToList();
        var cases = indices.SelectMany(index => index.Cases).ToList();
        if (cases.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"Two of the data sets have a case '{twice.Key}'. Give their cases different ids.");
        }

        return new ExperimentInputs
        {
            Training = cases,
            Description = $"Trained on {cases.Count} cases of {string.Join(", ", indices.Select(index => index.Name))}. Not tested.",
        };
    }

    private static int Run(Session session, ModelConfig config, ExperimentInputs inputs, RunFolder folder)
    {
        var summary = ProgressDisplay.Show(session, progress => ModelRun.Run(config, inputs, folder, session.RunContext(progress)));
        RunReport.Write(summary, folder.Report);
        var best = summary.Epochs.Where(e => e.ValidationF1 is not null).MaxBy(e => e.ValidationF1);
        if (best is not null)
        {
            session.Say($"best on validation patients: F1 {best.ValidationF1:0.000} after epoch {best.Epoch}, threshold "
                + $"{summary.Threshold:0.00}");
        }

        session.Say($"model: {folder.BestCheckpoint}");
        session.Say($"report: {folder.Report}");
        return ExitCode.Done;
    }
}
