using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Sensitivity of the metrics to definitions: the same masks evaluated under every named preset.</summary>
internal static class MatchingSensitivityAnalysis
{
    /// <summary>One case under every named preset, in the order of <see cref="MatchingPresets.All"/>.</summary>
    /// <param name="reference">Every component, split by 26 neighbours, as all named presets require.</param>
    /// <param name="predicted">The same, on the same grid.</param>
    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    public static IReadOnlyList<CaseEvaluation> Evaluate(LesionSet reference, LesionSet predicted) =>
        [.. MatchingPresets.All.Select(preset => preset.Score is { ReversedSpacing: true }
            ? Evaluator.Evaluate(
                WithReversedSpacing(reference), WithReversedSpacing(predicted), preset with { Score = MatchingPresets.Brats2026.Score })
            : Evaluator.Evaluate(reference, predicted, preset))];

    /// <summary>One row a preset.</summary>
    /// <param name="cases">What <see cref="Evaluate"/> returned, a case each.</param>
    /// <exception cref="ArgumentException">No case, or one that was not evaluated under every preset.</exception>
    public static IReadOnlyList<MatchingSensitivityRow> Table(IReadOnlyList<IReadOnlyList<CaseEvaluation>> cases)
    {
        if (cases.Count == 0 || cases.Any(c => c.Count != MatchingPresets.All.Count))
        {
            throw new ArgumentException(
                $"Cases evaluated under [{string.Join(", ", cases.Select(c => c.Count))}] presets; at least one case, each under "
                + $"{MatchingPresets.All.Count}, is expected.", nameof(cases));
        }

        return [.. MatchingPresets.All.Select((preset, i) => Row(preset, [.. cases.Select(c => c[i])]))];
    }

    private static MatchingSensitivityRow Row(MatchingPreset preset, IReadOnlyList<CaseEvaluation> cases)
    {
        var counts = new DetectionCounts(
            cases.Sum(c => c.TruePositives), cases.Sum(c => c.MatchedPredictions), cases.Sum(c => c.FalsePositives),
                cases.Sum(c => c.FalseNegatives));
        var lesions = cases.SelectMany(c => c.Lesions).Where(l => l.Detected).ToArray();
        double? Mean(Func<LesionEvaluation, double?> figure) => lesions.Select(figure).Average();
        var score = ScoreSummary.Of(cases);
        return new MatchingSensitivityRow
        {
            Preset = preset.Name,
            ReferenceLesions = (int)(counts.TruePositives + counts.FalseNegatives),
            TruePositives = (int)counts.TruePositives,
            FalsePositives = (int)counts.FalsePositives,
            Sensitivity = counts.Sensitivity,
            Precision = counts.Precision,
            F1 = counts.F1,
            FalsePositivesPerPatient = (double)counts.FalsePositives / cases.Select(c => c.Patient).Distinct().Count(),
            Dice = Mean(l => l.Dice),
            Hd95Mm = new Hd95Mm(Mean(l => l.Hd95Mm.MaxDirected), Mean(l => l.Hd95Mm.Pooled), Mean(l => l.Hd95Mm.AreaWeighted)),
            N = lesions.Count(l => l.Dice is not null),
            Undefined = lesions.Count(l => l.Dice is null),
            ScoreDice = score?.Dice.Value,
            ScoreHd95 = score?.Hd95.Value,
        };
    }

    /// <summary>The same voxels, the spacing of x and z exchanged: the whole evaluation then measures as the published one does.</summary>
    private static LesionSet WithReversedSpacing(LesionSet set)
    {
        var mm = set.Geometry.Spacing;
        var grid = set.Geometry with { VoxelToWorld = Affine.FromSpacing(new SpacingMm(mm.Z, mm.Y, mm.X)) };
        return set with { Labels = new Volume<int>(grid, set.Labels.Voxels) };
    }
}

/// <summary>The main metrics of the same masks under one set of rules; undefined values are null.</summary>
public sealed record MatchingSensitivityRow
{
    /// <summary>Name of the preset.</summary>
    public required string Preset { get; init; }

    public required int ReferenceLesions { get; init; }

    public required int TruePositives { get; init; }

    public required int FalsePositives { get; init; }

    public required double? Sensitivity { get; init; }

    public required double? Precision { get; init; }

    public required double? F1 { get; init; }

    public required double FalsePositivesPerPatient { get; init; }

    /// <summary>Mean over the found lesions.</summary>
    public required double? Dice { get; init; }

    /// <summary>
    /// Means over the found lesions, by family. Distances only, no penalty; where the preset measures with reversed spacing, so do these.
    /// </summary>
    public required Hd95Mm Hd95Mm { get; init; }

    /// <summary>How many lesions the means of Dice and HD95 rest on.</summary>
    public required int N { get; init; }

    /// <summary>Detected lesions without a defined Dice: the merged ones.</summary>
    public required int Undefined { get; init; }

    /// <summary>What the preset's challenge would score, penalties included; null when the preset has no score.</summary>
    public required double? ScoreDice { get; init; }

    /// <inheritdoc cref="ScoreDice"/>
    public required double? ScoreHd95 { get; init; }
}
