using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>Whether lesions on which networks agree are true more often than others: every predicted lesion with who finds it and what the reference says of it.</summary>
public static class AgreementEvaluation
{
    /// <summary>The lesions of one case. Where the preset joins lesions, the joined ones are told of.</summary>
    /// <param name="reference">The lesions to be found.</param>
    /// <param name="predicted">Those asked about, on the same grid.</param>
    /// <param name="each">The networks asked, each with what it finds by itself.</param>
    /// <param name="preset">The rules of matching.</param>
    /// <param name="confirming">The place of the network that confirms; null for none.</param>
    /// <returns>The lesions, and the set that they are numbered in.</returns>
    public static (IReadOnlyList<PredictedLesion> Lesions, LesionSet Numbered) Of(
        LesionSet reference, LesionSet predicted, IReadOnlyList<(string Name, LesionSet Own)> each, MatchingPreset preset, int? confirming)
    {
        var numbered = LesionMerging.Merge(predicted, preset.MergePredictionSteps);
        var outcomes = LesionMatcher.Match(LesionMerging.Merge(reference, preset.MergeReferenceSteps), numbered, preset).Predictions;
        var agreement = FoundBy.Of(numbered, each, confirming);
        return (
            [
                .. numbered.Lesions.Select((l, i) => new PredictedLesion(
                    numbered.CaseId, numbered.Patient, l.Label, Math.Round(l.VolumeMm3, 3), outcomes[i], agreement[i].FoundBy, agreement[i].Of, agreement[i].Confirmed)),
            ],
            numbered);
    }

    /// <summary>The mask of some of the lesions.</summary>
    public static Volume<byte> MaskOf(LesionSet numbered, IEnumerable<int> labels)
    {
        var kept = labels.ToHashSet();
        return numbered.Labels.Map(label => (byte)(kept.Contains(label) ? 1 : 0));
    }

    /// <summary>How many of some lesions are true, with intervals over patients (docs/metrics.md, "Intervals").</summary>
    /// <param name="lesions">The lesions of the class.</param>
    /// <param name="patients">All that were judged, those without such a lesion too.</param>
    /// <param name="options">Resampling.</param>
    public static LesionClass Summarize(IEnumerable<PredictedLesion> lesions, IEnumerable<string> patients, SummaryOptions options)
    {
        var of = lesions.ToLookup(l => l.Patient, StringComparer.Ordinal);
        var order = patients.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        double[] Each(Func<PredictedLesion, bool> which) => [.. order.Select(p => (double)of[p].Count(which))];
        var matched = Each(l => l.Outcome == PredictionOutcome.Matched);
        var wrong = Each(l => l.Outcome == PredictionOutcome.FalsePositive);
        double[] judged = [.. matched.Zip(wrong, (m, w) => m + w)];
        var bootstrap = new PatientBootstrap(order.Length, options.Resamples, new Random(options.Seed));
        return new LesionClass
        {
            TrueLesions = (int)matched.Sum(),
            FalsePositives = (int)wrong.Sum(),
            Neither = order.Sum(p => of[p].Count()) - (int)judged.Sum(),
            ShareTrue = PooledEstimate.Proportion(bootstrap, matched, judged),
            FalsePositivesPerPatient = PooledEstimate.Ratio(bootstrap, wrong, [.. order.Select(_ => 1.0)]),
        };
    }
}
