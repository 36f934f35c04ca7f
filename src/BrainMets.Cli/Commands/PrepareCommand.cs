using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

/// <summary><c>mets prepare</c>: brain mask, normalisation and resampling of every case of a data set, cached by content.</summary>
internal static class PrepareCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("prepare", "Find the brain, normalise and resample every case; cached by content");
        var dataset = new Option<string>("--dataset", "-d") { Description = "The data set, dataset.json", HelpName = "FILE", Required = true };
        var config = new Option<string?>("--config", "-c") { Description = "A preset or configuration file, for its preprocessing", HelpName = "CONFIG" };
        command.Add(dataset);
        command.Add(config);
        var brain = new BrainOptions(command);
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            var file = parsed.GetRequiredValue(dataset);
            var index = DatasetIndex.Load(file);
            var chosen = parsed.GetValue(config);
            var options = brain.Apply(parsed, chosen is null ? new PreprocessingOptions() : ConfigFile.Load(chosen).Preprocessing);
            var folder = output.Prepare(parsed, [file, .. ConfigFile.FilesOf(chosen), .. brain.Paths(parsed), .. index.Cases.SelectMany(c => c.Files())]);
            return Run(session, index, options, folder);
        });
    }

    private static int Run(Session session, DatasetIndex index, PreprocessingOptions options, string folder)
    {
        if (options.BrainExtraction != BrainExtractionMethod.Builtin)
        {
            session.Compute(); // Threads and memory of the native library.
        }

        var store = new PreparedCaseStore(folder, options);
        return CaseBatch.Run(session, "prepare", [.. index.Cases.Select(c => (c.Id, c))], folder, (one, progress) =>
        {
            var prepared = store.GetOrPrepare(one, new PreparationRun
            {
                BrainProgress = new StageProgress(progress, "brain", one.Id),
                Cancellation = session.Cancellation,
            });
            session.Say($"{one.Id}: {prepared.Image.Size} voxels of {prepared.Image.Geometry.Spacing}, brain {prepared.BrainVolumeMl:0} mL ({prepared.BrainOrigin})");
            foreach (var warning in prepared.Warnings)
            {
                session.Log.Warning($"{one.Id}: {warning}");
            }
        });
    }
}
