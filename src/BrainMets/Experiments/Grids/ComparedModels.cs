namespace BrainMets.Experiments;

/// <summary>The networks that a comparison is about.</summary>
internal static class ComparedModels
{
    /// <summary>Points of the grid that have what the comparison asks for, one a value of the varied key, in the order of the grid.</summary>
    public static IReadOnlyList<string> Of(ComparisonPlan comparison, IReadOnlyList<ModelPlan> models) =>
    [
        .. models.Where(m => comparison.Where.All(w => m.Values.GetValueOrDefault(w.Key) == GridExpansion.Text(w.Value)))
            .DistinctBy(m => m.Values.GetValueOrDefault(comparison.Vary)).Select(m => m.Point),
    ];
}
