using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

/// <summary><c>mets prepare</c>: brain mask, normalisation and resampling of every case of a data set, cached by content.</summary>
internal static class PrepareCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("prepare", "Extract the brain, normalise and resample every case; cached by content");
        var dataset = command.Required<string>("--dataset -d", "FILE", "The data set, dataset.json");
        var config = command.Optional<string?>("--config -c", "CONFIG", "A preset or configuration file, for its preprocessing");
        var brain = new BrainOptions(command);
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            var file = parsed.GetRequiredValue(dataset);
            var index = DatasetIndex.Load(file);
            var chosen = parsed.GetValue(config);
            var options = brain.Apply(parsed, chosen is null ? new PreprocessingOptions() : ConfigFile.Load(chosen).Preprocessing);
            var folder = output.Prepare(
                parsed, [file, .. ConfigFile.FilesOf(chosen), .. brain.Paths(parsed), .. index.Cases.SelectMany(c => c.Files())]);
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
            session.Say($"{one.Id}: {prepared.Image.Size} voxels of {prepared.Image.Geometry.Spacing}, brain {prepared.BrainVolumeMl:0} "
                + $"mL ({prepared.BrainOrigin})");
            foreach (var warning in prepared.Warnings)
            {
                session.Log.Warning($"{one.Id}: {warning}");
            }
        });
    }
}

/// <summary>
/// How the brain is found: <c>--brain-extraction</c> and <c>--brain-model</c>, which override a configuration or a trained model.
/// </summary>
internal sealed class BrainOptions
{
    private static readonly string[] Methods = [.. Enum.GetNames<BrainExtractionMethod>().Select(name => name.ToLowerInvariant())];

    private readonly Option<string?> method;
    private readonly Option<string?> file;

    public BrainOptions(Command command)
    {
        method = command.Optional<string?>(
            "--brain-extraction", "METHOD",
            "Brain extraction: builtin, mindgrab or synthstrip (default: as configured, else builtin)")
            .Require(text => Methods.Contains(text), string.Join(", ", Methods[..^1]) + " or " + Methods[^1]);
        file = command.Optional<string?>("--brain-model", "FILE", "Weights of mindgrab (model.bin) or synthstrip (.safetensors)");
    }

    /// <summary>The weights file named, if one is.</summary>
    public IEnumerable<string> Paths(ParseResult parsed) => parsed.GetValue(file) is { } path ? [path] : [];

    /// <summary>
    /// The options with the choice of the command line, if there is one. A file that cannot be used is rejected here, before any work.
    /// </summary>
    /// <exception cref="UsageException">A file is named for a method that has none.</exception>
    /// <exception cref="InvalidInputException">The weights are missing or not the network's.</exception>
    public PreprocessingOptions Apply(ParseResult parsed, PreprocessingOptions options)
    {
        var chosen = parsed.GetValue(method) is { } name
            ? Enum.Parse<BrainExtractionMethod>(name, ignoreCase: true)
            : options.BrainExtraction;
        var path = parsed.GetValue(file);
        if (chosen == BrainExtractionMethod.Builtin && path is not null)
        {
            throw new UsageException(
                "--brain-model names weights, but builtin uses none. Give --brain-extraction mindgrab or synthstrip with it, or leave it "
                    + "away.");
        }

        var applied = options with
        {
            BrainExtraction = chosen,
            BrainModel = path is not null ? Path.GetFullPath(path) : chosen == options.BrainExtraction ? options.BrainModel : null,
        };
        BrainModel.Load(applied);
        return applied;
    }
}
