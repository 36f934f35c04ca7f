using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>What two one-sided tests against a declared margin show of two readers. The typical difference decides; the mean stands beside it.</summary>
internal static class EquivalenceClaim
{
    /// <summary>One sentence a metric with a margin.</summary>
    public static IEnumerable<Html> Of(ReaderPair pair)
    {
        foreach (var metric in pair.Metrics.Where(m => m.Equivalence.Count > 0))
        {
            var test = metric.Equivalence.FirstOrDefault(e => e.Location == Location.PseudoMedian) ?? metric.Equivalence[0];
            var interval = new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0);
            var verdict = test.Equivalent switch
            {
                true => Html.Of($"<strong>equivalence was shown</strong>"),
                false => Html.Of($"equivalence was not shown"),
                null => Html.Of($"equivalence cannot be tested"),
            };
            var mean = metric.Equivalence.FirstOrDefault(e => e.Location == Location.Mean) is { } other && other.Equivalent != test.Equivalent
                ? $" By the mean difference it was {(other.Equivalent == true ? "shown" : "not shown")}: the two disagree."
                : "";
            yield return Html.Of($"""
                <li>{PairedDifferences.Name(metric.Metric)}, {pair.First} and {pair.Second}: {verdict} within ±{ReportText.Short(test.Margin)}; typical difference of a patient
                {ReportText.Bracketed(interval, "+0.000;-0.000;0.000")} (90 %), p {ReportText.P(test.PValue)} (TOST), {ReportText.Count(test.Pairs, "patient", "patients")}.{mean}</li>

                """);
        }
    }
}
