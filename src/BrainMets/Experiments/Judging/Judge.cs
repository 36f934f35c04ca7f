using BrainMets.Datasets;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Judges what was drawn by the rules of a plan. Needs files only, so that an experiment's figures can be made again from its predictions.</summary>
internal sealed class Judge(ExperimentPlan plan, RunContext context)
{
    /// <summary>Resampling behind every interval.</summary>
    public SummaryOptions Summary { get; } = new() { Resamples = plan.Resamples, Seed = plan.Seeds[0] };

    public MatchingPreset Preset { get; } = MatchingPresets.Find(plan.Matching)!; // PlanFaults asked

    /// <summary>The rules in words: results made by the same words are the same.</summary>
    public string Rules => FormattableString.Invariant(
        $"{Preset} resamples {plan.Resamples} seed {plan.Seeds[0]} gate {plan.Strategy?.GateCc} margins {string.Join(' ', plan.Margins.OrderBy(m => m.Key))}");

    /// <summary>One drawer against the reference.</summary>
    /// <param name="drawn">Who.</param>
    /// <param name="cases">All with a reference.</param>
    /// <param name="predictions">Where the probability maps lie, for the figures over all thresholds; null for none.</param>
    public EvaluationResult Evaluate(Drawn drawn, IReadOnlyList<Case> cases, string? predictions = null)
    {
        var options = new FreeResponseOptions { Resamples = plan.Resamples, Seed = plan.Seeds[0] };
        var judged = new List<CaseEvaluation>();
        var maps = new List<MapEvaluation>();
        foreach (var c in cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var reference = Drawn.Reference.Lesions(c, Preset.Connectivity);
            judged.Add(Evaluator.Evaluate(reference, drawn.Lesions(c, Preset.Connectivity), Preset));
            if (predictions is not null && !Preset.MergesLesions() && Preset.ReachSteps == 0)
            {
                maps.Add(FreeResponseEvaluator.Evaluate(Drawn.Map(predictions, c), reference, Preset, options));
            }

            context.Report("judge", (double)judged.Count / cases.Count, $"{drawn.Name}, {c.Id}");
        }

        var result = Evaluator.Summarize(judged, Preset, Summary);
        return maps.Count == 0 ? result : result with { FreeResponse = FreeResponseEvaluator.Summarize(maps, options) };
    }

    /// <summary>Several drawers side by side, against the reference and each other.</summary>
    public ComparisonResult Compare(IReadOnlyList<Drawn> drawn, IReadOnlyList<Case> cases)
    {
        var compared = new List<CaseComparison>();
        foreach (var c in cases)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var all = drawn.Prepend(Drawn.Reference).Select(d => (d.Name, d.Lesions(c, Preset.Connectivity))).ToArray();
            compared.Add(CaseComparison.Of(all, Preset));
            context.Report("compare", (double)compared.Count / cases.Count, c.Id);
        }

        return ReaderComparison.Summarize(
            compared,
            [Drawn.Reference.Name, .. drawn.Select(d => d.Name)],
            Preset,
            new ComparisonOptions { Resamples = plan.Resamples, Seed = plan.Seeds[0], Margins = plan.Margins });
    }

    /// <summary>Below the plan's gate and from it on; empty without a strategy.</summary>
    public IReadOnlyList<GateStratum> ByGate(IReadOnlyList<CaseEvaluation> cases) =>
        plan.Strategy is { } strategy ? [GateStrata.Of(cases, (null, 1000 * strategy.GateCc), Summary), GateStrata.Of(cases, (1000 * strategy.GateCc, null), Summary)] : [];
}
