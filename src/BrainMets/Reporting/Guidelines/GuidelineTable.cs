using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>
/// What reporting guidelines ask of an evaluation, and which part of this report answers it: CLAIM 2024 (Tejani et al., Radiol Artif Intell 2024), Metrics Reloaded (Maier-Hein et al., Nat
/// Methods 2024) and the FDA's guidance on clinical performance assessment of computer-assisted detection (2022). Only what an evaluation can answer; what it cannot is said to be the
/// author's to state, and what this run lacks to be absent.
/// </summary>
internal static class GuidelineTable
{
    private const string AuthorStates = "not known to this program: state it yourself";

    public static Html Render(EvaluationResult? evaluation)
    {
        if (evaluation is null)
        {
            return Html.Empty;
        }

        var table = new HtmlTable(Column.Text("Guideline"), Column.Text("Asks for"), Column.Text("Answered by"));
        foreach (var (guideline, asks, answer) in Rows(evaluation))
        {
            table.Add(Html.Of($"{guideline}"), Html.Of($"{asks}"), Html.Of($"{answer}"));
        }

        return Html.Of($"""
            <h2 id="guidelines">What guidelines ask for</h2>
            {table.Render()}<p class="quiet">An aid for writing up, no certificate of adherence.</p>

            """);
    }

    private static IEnumerable<(string Guideline, string Asks, string Answer)> Rows(EvaluationResult e)
    {
        const string claim = "CLAIM 2024", metrics = "Metrics Reloaded", fda = "FDA, CADe";
        var sweep = e.FreeResponse is null ? "absent: judge probability maps with --sweep" : "All thresholds";
        yield return (claim, "Definition of the reference standard, and who drew it", AuthorStates);
        yield return (claim, "Variability between and within readers", "mets compare: everybody judged by everybody");
        yield return (claim, "Partitions, and at which level they are disjoint", "What was trained and tested; splits are by patient");
        yield return (claim, "Metrics with uncertainty", "Main figures, intervals over patients");
        yield return (claim, "Statistical significance of differences", "mets compare: paired tests, adjusted for their number");
        yield return (claim, "Robustness and sensitivity analysis", e.DefinitionSensitivity is null ? "absent: judge with --definitions" : "Definitions: the same masks under every preset and every family of HD95");
        yield return (claim, "Analysis of failures", "By patient, By lesion, Slices");
        yield return (claim, "Performance in subgroups", "By lesion size; other subgroups are yours to evaluate apart");
        yield return (metrics, "Problem category", "detection and segmentation of instances (lesions), per case and pooled over patients");
        yield return (metrics, "Localisation criterion and assignment", $"preset {e.Matching.Name}: {MatchingPresetText.Of(e.Matching)}");
        yield return (metrics, "Per-class counting metric", "sensitivity, precision, F1 with counts");
        yield return (metrics, "Multi-threshold metric", sweep);
        yield return (metrics, "Overlap and boundary metric", e.DefinitionSensitivity is null
            ? "Main figures: Dice and HD95; all three families of HD95 and surface Dice by lesion in evaluation.json"
            : "Main figures: Dice and HD95; Definitions: three named families of HD95; surface Dice in evaluation.json");
        yield return (metrics, "Policy on undefined values", e.EmptyCases is null
            ? "undefined is null with a count; the table of empty masks is absent: judge again with mets evaluate"
            : "Definitions: what is undefined is null with a count, and the table of empty masks");
        yield return (fda, "Scoring process and localisation criterion", "Matching rules");
        yield return (fda, "Standalone performance with confidence intervals", "Main figures");
        yield return (fda, "FROC, and figures by confidence", sweep);
        yield return (fda, "False positives in patients without disease", e.Summary.LesionFreePatients > 0 ? "Main figures, patients without metastases" : "absent: every patient has a lesion");
        yield return (fda, "Readers with and without the aid (multi-reader study)", AuthorStates);
        yield return (fda, "Pre-specified analysis", "Configuration and Provenance record what was run; " + AuthorStates);
    }
}
