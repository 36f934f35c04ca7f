using System.Text.Json;
using BrainMets.Imaging;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>The files of a run, laid out in the order of the data flow. Every file appears whole or not at all.</summary>
public sealed class RunFolder
{
    private static readonly JsonSerializerOptions Pretty = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web);

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
    public void TruncateLog(int lastEpoch) =>
        WriteText(Log, string.Concat(ReadLog().Where(e => e.Epoch <= lastEpoch).Select(e => JsonSerializer.Serialize(e, Line) + "\n")));

    public void AppendLog(EpochSummary epoch) => File.AppendAllText(Log, JsonSerializer.Serialize(epoch, Line) + "\n");

    public static void WriteJson<T>(string path, T value) => WriteText(path, JsonSerializer.Serialize(value, Pretty) + "\n");

    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public static T? ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Pretty);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $"at line {line + 1}" : "keys are missing";
            throw new InvalidInputException(path, $"is damaged ({place}), or was not written by this version of mets. Remove what it belongs to and make it anew.", e);
        }
    }

    public static void WriteText(string path, string text)
    {
        var temporary = path + ".partial";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static EpochSummary? ParseLine(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<EpochSummary>(line, Line);
        }
        catch (JsonException)
        {
            return null;                                                    // the last line, cut by a kill
        }
    }

    private string At(string name) => Path.Combine(FullPath, name);
}
