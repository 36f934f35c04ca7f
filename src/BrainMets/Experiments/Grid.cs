using System.Globalization;
using System.Text.Json.Nodes;
using BrainMets.Prediction;

namespace BrainMets.Experiments;

/// <summary>Makes of the blocks of a plan the list of networks to train.</summary>
internal static class GridExpansion
{
    /// <summary>The key of a network's training set; all others are keys of the configuration.</summary>
    public const string TrainingSetKey = "trainingSet";

    /// <summary>Every network once, in the order of the plan: points, then seeds, then folds.</summary>
    /// <exception cref="InvalidInputException">A key or value of the grid cannot be; all are listed.</exception>
    public static IReadOnlyList<ModelPlan> Expand(ModelConfig config, ExperimentPlan plan)
    {
        var keys = plan.Grid.SelectMany(b => b.Keys).Where(k => k != TrainingSetKey).Distinct().ToArray();
        var (models, faults) = (new List<ModelPlan>(), new List<string>());
        foreach (var point in plan.Grid.SelectMany(Points))
        {
            try
            {
                var own = ConfigFile.With(config, "experiment.grid",
                    point.Where(v => v.Key != TrainingSetKey).Select(v => KeyValuePair.Create(v.Key, (JsonNode)v.Value)));
                models.AddRange(Repeats(plan, own, Values(point, own, keys)));
            }
            catch (InvalidInputException e)
            {
                faults.Add(e.Message);
            }
        }

        return faults.Count == 0
            ? [.. models.DistinctBy(m => m.Name)]
            : throw new InvalidInputException("experiment.grid", string.Join(" ", faults.Distinct()));
    }

    /// <summary>A value as names and tables have it: 0.5, not 0.50.</summary>
    public static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number =>
            double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.String => value.GetValue<string>(),
        null => "null",
        _ => value.ToJsonString(),
    };

    private static IEnumerable<Dictionary<string, JsonValue>> Points(IReadOnlyDictionary<string, IReadOnlyList<JsonValue>> block)
    {
        IEnumerable<Dictionary<string, JsonValue>> points = [[]];
        foreach (var (key, values) in block)
        {
            points = points.SelectMany(p => values.Select(v => new Dictionary<string, JsonValue>(p) { [key] = v })).ToList();
        }

        return points;
    }

    /// <summary>The values of every key of the whole grid: of keys that the block does not name the configuration's.</summary>
    private static Dictionary<string, string> Values(Dictionary<string, JsonValue> point, ModelConfig own, string[] keys)
    {
        var json = ConfigFile.Complete(own);
        var values = new Dictionary<string, string> { [TrainingSetKey] = point.TryGetValue(TrainingSetKey, out var set) ? Text(set) : "" };
        foreach (var key in keys)
        {
            values[key] = Text(key.Split('.').Aggregate<string, JsonNode?>(json, (node, name) => node?[name]));
        }

        return values;
    }

    private static IEnumerable<ModelPlan> Repeats(ExperimentPlan plan, ModelConfig own, Dictionary<string, string> values)
    {
        var point = string.Join(
            '-', values.Select(v => v.Key == TrainingSetKey ? v.Value : v.Key[(v.Key.LastIndexOf('.') + 1)..] + v.Value));
        return from seed in plan.Seeds
               from fold in plan.Folds == 0 ? [0] : Enumerable.Range(1, plan.Folds)
               let name = point + (plan.Seeds.Count > 1 ? $"-seed{seed}" : "") + (fold > 0 ? $"-fold{fold}" : "")
               select new ModelPlan
               {
                   Name = name,
                   Point = point,
                   TrainingSet = values[TrainingSetKey],
                   Values = values,
                   Seed = seed,
                   Fold = fold,
                   Config = own with { Name = name, Seed = seed },
               };
    }
}

/// <summary>One network to train: a point of the grid with a seed, and a fold where there are folds.</summary>
internal sealed record ModelPlan
{
    /// <summary>Unique, and the name of its folders: "main-alpha0.5", "main-alpha0.5-seed2-fold3".</summary>
    public required string Name { get; init; }

    /// <summary>The name without seed and fold: what repeats of one point share.</summary>
    public required string Point { get; init; }

    public required string TrainingSet { get; init; }

    /// <summary>The values of the grid by key, the training set among them, as in the plan.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public required int Seed { get; init; }

    /// <summary>From 1; 0 without folds.</summary>
    public required int Fold { get; init; }

    /// <summary>Everything that decides its training but the data.</summary>
    public required ModelConfig Config { get; init; }
}

/// <summary>The networks that a comparison is about.</summary>
internal static class ComparedModels
{
    /// <summary>Points of the grid that match the comparison, one a value of the varied key, in the order of the grid.</summary>
    public static IReadOnlyList<string> Of(ComparisonPlan comparison, IReadOnlyList<ModelPlan> models) =>
    [
        .. models.Where(m => comparison.Where.All(w => m.Values.GetValueOrDefault(w.Key) == GridExpansion.Text(w.Value)))
            .DistinctBy(m => m.Values.GetValueOrDefault(comparison.Vary)).Select(m => m.Point),
    ];
}
