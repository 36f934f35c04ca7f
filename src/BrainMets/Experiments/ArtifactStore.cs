using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>
/// The folders of an experiment, each with a record of what it was made from. An artifact whose record names the same dependencies is not
/// made again; one with others is made again; one without a record was cut short by a kill.
/// </summary>
internal sealed class ArtifactStore(string root)
{
    /// <summary>Where a piece lies.</summary>
    public string FolderOf(string name) => Path.Combine(root, name);

    public bool IsThere(string name) => Find(name) is not null;

    /// <summary>The record of a piece that was made.</summary>
    public ArtifactRecord Record(string name) => Find(name) ?? throw new InvalidInputException(
        FolderOf(name), $"has no {ArtifactRecord.FileName}. Run the experiment again; what is missing is made.");

    /// <summary>Makes a piece unless it is there.</summary>
    /// <param name="name">Of the piece, with '/' between folders.</param>
    /// <param name="dependsOn">All that the piece is made from.</param>
    /// <param name="canContinue">Whether <paramref name="make"/> goes on in what a kill left; else that is removed first.</param>
    /// <param name="make">Fills the folder.</param>
    /// <returns>The record, from which the pieces after it take their dependencies.</returns>
    public ArtifactRecord Make(string name, IReadOnlyDictionary<string, string> dependsOn, bool canContinue, Action<string> make)
    {
        var folder = FolderOf(name);
        var earlier = Find(name);
        if (earlier is not null && Same(earlier.DependsOn, dependsOn))
        {
            return earlier;
        }

        var begun = Path.Combine(folder, "piece.begun.json");
        var goesOn = canContinue && earlier is null && File.Exists(begun)
            && Same(JsonFile.Read<Dictionary<string, string>>(begun), dependsOn);
        if (goesOn)
        {
            AtomicFile.DeleteLeftovers(folder); // They would count as files of the piece.
        }
        else if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        JsonFile.Write(begun, dependsOn, JsonFormats.Run);
        var clock = Stopwatch.StartNew();
        make(folder);
        File.Delete(begun);
        var record = new ArtifactRecord
        {
            DependsOn = dependsOn,
            Files = Hashes(folder),
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 2),
        };
        JsonFile.Write(Path.Combine(folder, ArtifactRecord.FileName), record, JsonFormats.Run);
        return record;
    }

    /// <summary>Seconds that the finished pieces took, by the first folder of their names.</summary>
    public IReadOnlyDictionary<string, double> Seconds() => Records()
        .GroupBy(r => r.Name.Split('/')[0])
        .OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => Math.Round(g.Sum(r => r.Record.Seconds), 2));

    /// <summary>All deviations from the records, as sentences; empty when there are none.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, record) in Records())
        {
            var (told, found) = (record.Files, Hashes(FolderOf(name)));
            foreach (var path in told.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
            {
                var fault = !found.TryGetValue(path, out var now)
                    ? "is gone"
                    : !told.TryGetValue(path, out var then) ? "was added" : now != then ? "was changed" : null;
                if (fault is not null)
                {
                    yield return $"{name}/{path} {fault} since the artifact was made";
                }
            }
        }
    }

    private IEnumerable<(string Name, ArtifactRecord Record)> Records() =>
        from file in Directory.EnumerateFiles(root, ArtifactRecord.FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let name = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/') // a file found in a folder
        select (name, Record(name));

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string> b) =>
        a is not null && a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && other == pair.Value);

    private static SortedDictionary<string, string> Hashes(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != ArtifactRecord.FileName))
        {
            hashes[Path.GetRelativePath(folder, file).Replace('\\', '/')] = FileHash.Of(file);
        }

        return hashes;
    }

    private ArtifactRecord? Find(string name)
    {
        var file = Path.Combine(FolderOf(name), ArtifactRecord.FileName);
        return File.Exists(file) ? JsonFile.Read<ArtifactRecord>(file) : null;
    }
}

/// <summary>What a finished piece of an experiment depends on and what it consists of; piece.json in its folder.</summary>
internal sealed record ArtifactRecord
{
    public const string FileName = "piece.json";

    /// <summary>By name: hashes of inputs and of the pieces it was made from, options, version.</summary>
    public required IReadOnlyDictionary<string, string> DependsOn { get; init; }

    /// <summary>SHA-256 of every file of the piece by its path in the folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>How long it took to make; of a continued piece its last part.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What the pieces of an experiment depend on, by name.</summary>
internal sealed class Dependencies(RunContext context)
{
    private readonly FileHash hash = new();

    /// <summary>A trained network: its configuration, its cases, the program, and where and in which precision it computes.</summary>
    public SortedDictionary<string, string> OfModel(ModelPlan model, IEnumerable<Case> cases)
    {
        var all = Program();
        all["config"] = FileHash.OfText(ConfigFile.ToJson(model.Config));
        all["compute"] = $"{context.Compute.Device} {context.Compute.Precision} {context.Threads} threads";
        AddCases(all, cases);
        return all;
    }

    /// <summary>Predictions: the network's file and the scans.</summary>
    public SortedDictionary<string, string> OfPrediction(IEnumerable<string> weightsSha256, IEnumerable<Case> cases)
    {
        var all = Program();
        all["weights"] = string.Join(' ', weightsSha256);
        all["compute"] = $"{context.Compute.Device} {context.Compute.Precision} {context.Threads} threads";
        AddCases(all, cases);
        return all;
    }

    /// <summary>An evaluation: the masks, the references, and the rules as text.</summary>
    public SortedDictionary<string, string> OfJudgement(
        IEnumerable<(string Name, ArtifactRecord Record)> predictions, IEnumerable<Case> cases, string rules)
    {
        var all = Program();
        all["rules"] = rules;
        foreach (var (name, record) in predictions)
        {
            all["predictions/" + name] = FileHash.OfText(
                string.Concat(record.Files.Where(f => f.Key.EndsWith(".nii.gz", StringComparison.Ordinal)).Select(f => f.Key + f.Value)));
        }

        AddCases(all, cases);
        return all;
    }

    private SortedDictionary<string, string> Program() => new(StringComparer.Ordinal) { ["version"] = context.Version };

    private void AddCases(SortedDictionary<string, string> all, IEnumerable<Case> cases)
    {
        foreach (var c in cases)
        {
            all[$"cases/{c.Id}"] = $"{c.Patient} " + string.Join(' ', c.Files().Select(hash.OfInput));
        }
    }
}
