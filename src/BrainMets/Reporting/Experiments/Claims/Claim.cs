using BrainMets.Evaluation;
using BrainMets.Reporting.Markup;

namespace BrainMets.Reporting.Experiments.Claims;

/// <summary>
/// Sentences about differences. A difference is claimed only where its interval excludes 0; where it includes 0, or there is none, the sentence says just that. Nothing here says
/// "equal": only a test against a margin could (<see cref="EquivalenceClaim"/>).
/// </summary>
internal static class Claim
{
    /// <summary>One paragraph for each difference shown, and one for all the others together.</summary>
    /// <param name="rows">Second less first.</param>
    /// <param name="first">How the one compared with reads.</param>
    /// <param name="second">How the other reads.</param>
    public static IEnumerable<Html> Of(IReadOnlyList<DifferenceRow> rows, string first, string second)
    {
        foreach (var row in rows.Where(r => r.IsShown == true))
        {
            yield return Shown(row, first, second);
        }

        var others = rows.Where(r => r.IsShown == false).Select(r => $"{Lower(r.Metric)} {Difference(r)}").ToArray();
        if (others.Length > 0)
        {
            yield return Html.Of($"<li>A difference between {second} and {first} was not shown in {string.Join("; ", others)}.</li>\n");
        }

        var unknown = rows.Where(r => r.IsShown is null).Select(r => Lower(r.Metric)).ToArray();
        if (unknown.Length > 0)
        {
            yield return Html.Of(
                $"<li class=\"quiet\">Nothing can be said of {second} against {first} in {string.Join(", ", unknown)}: too few patients have the figure, or it does not vary.</li>\n");
        }
    }

    /// <summary>"+0.17 [+0.05 to +0.28]".</summary>
    public static string Difference(DifferenceRow row) => Wording.Bracketed(row.Difference, Wording.DifferenceFormat(row.Difference));

    private static Html Shown(DifferenceRow row, string first, string second)
    {
        var higher = row.Difference.Low > 0 ? "higher" : "lower";
        var p = row.AdjustedP is { } adjusted ? $"; adjusted p {Wording.P(adjusted)}" : "";
        return Html.Of($"""
            <li><strong>{row.Metric}</strong> was {higher} with {second}, {Value(row.Second, row.Format)}, than with {first}, {Value(row.First, row.Format)}:
            difference <strong>{Difference(row)}</strong>, {Wording.Count(row.Difference.N, "patient", "patients")}{p}.</li>

            """);
    }

    private static string Value(Estimate estimate, string format) =>
        estimate.Low is null ? Quantity.Fixed(estimate.Value, format) : Wording.Bracketed(estimate, format);

    /// <summary>Within a sentence; abbreviations keep their capitals.</summary>
    private static string Lower(string metric) =>
        metric.Length > 1 && char.IsUpper(metric[0]) && char.IsLower(metric[1]) && !metric.StartsWith("Dice", StringComparison.Ordinal)
            ? char.ToLowerInvariant(metric[0]) + metric[1..]
            : metric;
}
