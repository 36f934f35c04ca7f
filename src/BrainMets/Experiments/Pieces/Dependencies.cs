using BrainMets.Datasets;

namespace BrainMets.Experiments;

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

    /// <summary>A judgement: the masks judged, the references, and the rules in words.</summary>
    public SortedDictionary<string, string> OfJudgement(IEnumerable<(string Name, ArtifactRecord Record)> predictions, IEnumerable<Case> cases, string rules)
    {
        var all = Program();
        all["rules"] = rules;
        foreach (var (name, record) in predictions)
        {
            all["predictions/" + name] = FileHash.OfText(string.Concat(record.Files.Where(f => f.Key.EndsWith(".nii.gz", StringComparison.Ordinal)).Select(f => f.Key + f.Value)));
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
