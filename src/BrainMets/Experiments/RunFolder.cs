using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>The files of a run, laid out in the order of the data flow. Every file appears whole or not at all.</summary>
internal sealed class RunFolder
{
    public RunFolder(string path)
    {
        FullPath = Path.GetFullPath(path);
        Prepared = At("prepared");
        Directory.CreateDirectory(Checkpoints);
    }

    public string FullPath { get; }

    public string Config => At("config.json");

    public string Provenance => At("provenance.json");

    public string Split => At("split.json");

    public string Summary => At("run.json");

    /// <summary>Prepared cases; runs of one experiment share a folder.</summary>
    public string Prepared { get; init; }

    public string Checkpoints => At("checkpoints");

    /// <summary>The network with the best validation; what prediction uses.</summary>
    public string BestCheckpoint => Path.Combine(Checkpoints, "best.safetensors");

    /// <summary>The network after the last epoch done, with the optimiser's state: where training resumes.</summary>
    public string LastCheckpoint => Path.Combine(Checkpoints, "last.safetensors");

    public string Log => At("log.jsonl");

    public string Events => At("tensorboard");

    public string Report => At("report.html");

    /// <summary>The log's epochs, oldest first; a line cut by a kill is left out.</summary>
    public IReadOnlyList<EpochSummary> ReadLog() => !File.Exists(Log)
        ? []
        : [.. File.ReadLines(Log).Select(ParseLine).OfType<EpochSummary>()];

    /// <summary>Keeps the log's lines up to an epoch: those after it are about to be made again.</summary>
    public void TruncateLog(int lastEpoch)
    {
        var kept = ReadLog().Where(e => e.Epoch <= lastEpoch);
        AtomicFile.WriteText(Log, string.Concat(kept.Select(e => JsonFile.ToText(e, JsonFormats.Line))));
    }

    public void AppendLog(EpochSummary epoch) => File.AppendAllText(Log, JsonFile.ToText(epoch, JsonFormats.Line));

    private static EpochSummary? ParseLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EpochSummary>(line, JsonFormats.Line);
        }
        catch (JsonException)
        {
            return null;                                                    // the last line, cut by a kill
        }
    }

    private string At(string name) => Path.Combine(FullPath, name);
}

/// <summary>Ids of the training cases of a network, and of its validation cases for epoch and threshold; split.json.</summary>
internal sealed record RunSplit(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static RunSplit Read(RunFolder folder) =>
        File.Exists(folder.Split) && JsonFile.Read<RunSplit>(folder.Split) is { Training: not null, Validation: not null } split
        ? split
        : throw new InvalidInputException(
            folder.Split, "is missing, so the training cases of the network are unknown. Restore it, or train again with --overwrite.");

    public bool IsSameAs(RunSplit other) => Training.SequenceEqual(other.Training) && Validation.SequenceEqual(other.Validation);
}

/// <summary>The input of the report of a finished run. Paths are absolute.</summary>
internal sealed record RunSummary
{
    public required string Title { get; init; }

    /// <summary>The run folder; the report and its figures are written into it.</summary>
    public required string Folder { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>The resolved configuration as in config.json.</summary>
    public required string ConfigJson { get; init; }

    /// <summary>One paragraph a reader needs first: what was trained on what and tested on what.</summary>
    public required string Description { get; init; }

    public required IReadOnlyList<EpochSummary> Epochs { get; init; }

    /// <summary>Threshold on the probability, chosen on validation cases; null when predictions were masks.</summary>
    public double? Threshold { get; init; }

    public EvaluationResult? Evaluation { get; init; }

    public IReadOnlyList<RunCase> Cases { get; init; } = [];

    /// <summary>Seconds by stage, in the order they ran.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();
}

/// <summary>The files of one tested case. Paths are absolute; null where there is none.</summary>
internal sealed record RunCase(
    string Id, string Patient, string T1cPath, string? ReferencePath, string PredictionPath, string? ProbabilityPath);
