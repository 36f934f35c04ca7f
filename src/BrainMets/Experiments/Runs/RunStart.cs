using BrainMets.Datasets;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>Opens a run folder: writes configuration, provenance and split of a new run, or makes sure that a resumed one is the same run.</summary>
internal static class RunStart
{
    /// <returns>The training cases, split by patient into those to learn from and those to choose epoch and threshold on.</returns>
    /// <exception cref="InvalidInputException">The folder holds a run with another configuration, other data, or another way to compute.</exception>
    public static Split Begin(ModelConfig config, ExperimentInputs inputs, RunFolder folder, RunContext context)
    {
        if (inputs.Training.FirstOrDefault(c => c.ReferencePath is null) is { } unmarked)
        {
            throw new InvalidInputException(unmarked.Id, "has no \"reference\" in the data set; every training case needs one.");
        }

        var split = SplitOf(config, inputs);
        Same(folder.Config, ConfigFile.ToJson(config), "another configuration");
        var provenance = Provenance.Of(context, config.Seed) with { InputSha256 = Hashes(inputs) };
        if (File.Exists(folder.Provenance) && RunFolder.ReadJson<Provenance>(folder.Provenance) is { } earlier)
        {
            Compare(folder, earlier, provenance);
        }
        else
        {
            RunFolder.WriteJson(folder.Provenance, provenance);
        }

        var aside = new RunSplit([.. split.Training.Select(c => c.Id)], [.. split.Validation.Select(c => c.Id)]);
        if (File.Exists(folder.Split) && !aside.IsSameAs(RunSplit.Read(folder)))
        {
            throw new InvalidInputException(
                folder.Split, "names other cases set aside for validation than this version of mets would, so this run cannot go on. Choose another -o, or give --overwrite to start anew.");
        }

        RunFolder.WriteJson(folder.Split, aside);
        return split;
    }

    private static Split SplitOf(ModelConfig config, ExperimentInputs inputs)
    {
        var patients = inputs.Training.Select(c => c.Patient).Distinct().Count();
        return patients < 2 || config.Validation.PatientFraction == 0
            ? new Split(inputs.Training, [], [])
            : Split.ByPatient(inputs.Training, config.Validation.PatientFraction, 0, config.Seed);
    }

    private static void Same(string file, string text, string what)
    {
        if (!File.Exists(file))
        {
            RunFolder.WriteText(file, text);
        }
        else if (File.ReadAllText(file) != text)
        {
            throw new InvalidInputException(file, $"belongs to a run with {what}, so this run cannot go on in its folder. Choose another -o, or give --overwrite to start anew.");
        }
    }

    private static void Compare(RunFolder folder, Provenance earlier, Provenance now)
    {
        var differences = new List<string>();
        if (earlier.Precision != now.Precision || earlier.Device != now.Device)
        {
            differences.Add($"it computed on {earlier.Device} in {earlier.Precision}, now {now.Device} in {now.Precision}");
        }

        var changed = earlier.InputSha256.Keys.Union(now.InputSha256.Keys)
            .Where(k => earlier.InputSha256.GetValueOrDefault(k) != now.InputSha256.GetValueOrDefault(k)).Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
        {
            differences.Add($"these inputs changed: {string.Join(", ", changed.Take(5))}{(changed.Count > 5 ? $" and {changed.Count - 5} more" : "")}");
        }

        if (differences.Count > 0)
        {
            throw new InvalidInputException(
                folder.FullPath, $"holds a run that this one cannot continue: {string.Join("; ", differences)}. Choose another -o, or give --overwrite to start anew.");
        }
    }

    private static SortedDictionary<string, string> Hashes(ExperimentInputs inputs)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var c in inputs.Training)
        {
            hashes[c.Id + "/t1c"] = FileHash.Of(c.T1cPath);
            if (c.ReferencePath is { } reference)
            {
                hashes[c.Id + "/reference"] = FileHash.Of(reference);
            }
        }

        return hashes;
    }
}
