using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>
/// Sentences about differences. A difference is claimed only where its interval excludes 0; where it includes 0, or there is none, the sentence says just that. Nothing here says
/// "equal": only a test against a margin could (<see cref="EquivalenceClaim"/>).
/// </summary>
public static class Claim
{
    private const double Level = 0.05;

    /// <summary>One sentence for each difference shown, and one for all the others together.</summary>
    /// <param name="rows">Second less first.</param>
    /// <param name="first">How the one compared with reads.</param>
    /// <param name="second">How the other reads.</param>
    public static Html Of(IReadOnlyList<DifferenceRow> rows, string first, string second)
    {
        var others = rows.Where(r => r.IsShown == false).Select(r => $"{Lower(r.Metric)} ({Difference(r)})").ToArray();
        var unknown = rows.Where(r => r.IsShown is null).Select(r => Lower(r.Metric)).ToArray();
        Html[] sentences =
        [
            .. rows.Where(r => r.IsShown == true).Select(Shown),
            others.Length == 0 ? Html.Empty : Html.Of($"<li>No difference was shown in {string.Join("; ", others)}.</li>\n"),
            unknown.Length == 0
                ? Html.Empty
                : Html.Of($"<li class=\"quiet\">Nothing can be said of {string.Join("; ", unknown)}: fewer than {DifferenceRow.LeastPatients} patients have the figure, or resampling sees no variation.</li>\n"),
        ];
        return rows.Count == 0 ? Html.Empty : Html.Of($"<li><strong>{second}</strong> against {first}:\n<ul>\n{sentences}</ul></li>\n");
    }

    /// <summary>"+0.17 [+0.05 to +0.28]".</summary>
    public static string Difference(DifferenceRow row) => ReportText.Bracketed(row.Difference, ReportText.DifferenceFormat(row.Difference));

    private static Html Shown(DifferenceRow row)
    {
        var higher = row.Difference.Low > 0 ? "higher" : "lower";
        var test = row.AdjustedP switch
        {
            null => "",
            < Level => $"; adjusted p {ReportText.P(row.AdjustedP)}",
            _ => $"; the test over patients does not confirm it, adjusted p {ReportText.P(row.AdjustedP)}",
        };
        return Html.Of($"""
            <li>{row.Metric} was <strong>{higher}</strong>: {Value(row.Second, row.Format)} against {Value(row.First, row.Format)}, difference <strong>{Difference(row)}</strong>
            ({ReportText.Count(row.Difference.N, "patient", "patients")}{test}).</li>

            """);
    }

    private static string Value(Estimate estimate, string format) =>
        estimate.Low is null ? NumberText.Fixed(estimate.Value, format) : ReportText.Bracketed(estimate, format);

    /// <summary>Within a sentence; abbreviations keep their capitals.</summary>
    private static string Lower(string metric) =>
        metric.Length > 1 && char.IsUpper(metric[0]) && char.IsLower(metric[1]) && !metric.StartsWith("Dice", StringComparison.Ordinal)
            ? char.ToLowerInvariant(metric[0]) + metric[1..]
            : metric;
}
