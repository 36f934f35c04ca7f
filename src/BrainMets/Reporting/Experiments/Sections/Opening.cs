using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>What a stranger needs before any figure: that it is research, what was trained on what, what it was tested on, and where things stand.</summary>
internal static class SummarySection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var r = folder.Result;
        return Html.Of($"""
            <div class="notice">{r.Use}</div>
            <h1>{r.Name}</h1>
            <p class="quiet">BrainMets {r.Provenance.Version} · seed {r.Provenance.Seed} · {r.Provenance.Device} · {r.Provenance.Precision}</p>
            <nav>{Chapters(r).Select(c => Html.Of($"<a href=\"#{c.Id}\">{c.Name}</a> "))}</nav>
            <h2 id="what">What was trained and tested</h2>
            <p>{Sentences(folder)}</p>
            {Training(r, content)}{Tests(r, content)}
            """);
    }

    public static string ComparisonId(int index) => $"comparison-{index + 1}";

    private static IEnumerable<(string Id, string Name)> Chapters(ExperimentResult r)
    {
        (string, string)[] agreement = r.Agreements.Count == 0 ? [] : [(AgreementSection.Id, AgreementSection.Name)];
        (string, string)[] confirmation = r.Confirmation is null ? [] : [(ConfirmationSection.Id, ConfirmationSection.Name)];
        (string, string)[] strategy = r.Strategy is null ? [] : [("strategy", "Strategy")];
        (string, string)[] reader = r.SecondReader is null ? [] : [("second-reader", "Second reader")];
        return
        [
            ("what", "What was done"), ("findings", "Findings"), ("data", "Data"), .. r.Comparisons.Select((c, i) => (ComparisonId(i), c.Title)),
            .. agreement, .. confirmation, .. strategy, .. reader, ("models", "All networks"), ("training", "Training"), ("matching", "Matching rules"), ("provenance", "Provenance"), ("configuration", "Configuration"),
        ];
    }

    private static string Sentences(ExperimentFolder folder)
    {
        var r = folder.Result;
        var networks = r.Models.Count(m => m.Members.Count == 0);
        var ensembles = r.Models.Count - networks;
        var seeds = r.Models.Where(m => m.Members.Count == 0).Select(m => m.Seed).Distinct().Count();
        var folds = r.Models.Max(m => (int?)m.Fold) ?? 0;
        var also = ensembles == 0 ? "" : $" and {ReportText.Count(ensembles, "ensemble that averages some of them was", "ensembles that average some of them were")} judged";
        var folded = folds == 0 ? "" : $" The main test set was dealt into {folds} folds by patient, and each fold judged by networks that never saw it.";
        return $"{ReportText.Count(networks, "network was", "networks were")} trained{also}, from {ReportText.Count(r.TrainingSets.Count, "training set", "training sets")} with "
            + $"{ReportText.Count(seeds, "seed", "seeds")}. Every one was judged at the fixed threshold {ReportText.Short(r.FixedThreshold)} and at its own threshold, chosen on validation "
            + $"patients of its training set{(ensembles == 0 ? "" : " (an ensemble at the mean of its members')")}. No patient of a test set was learned from.{folded} Comparisons are made on the main test set, {folder.Main.DataSet}.";
    }

    private static Html Training(ExperimentResult r, ReportContent content)
    {
        var values = new CsvTable("training-sets", "training_set", "patients", "cases", "parts", "networks");
        var table = new HtmlTable(
            Column.Text("Training set"), Column.Number("Patients"), Column.Number("Cases"), Column.Text("Made of"), Column.Number("Networks trained on it"));
        foreach (var set in r.TrainingSets)
        {
            var networks = r.Models.Count(m => m.TrainingSet == set.Name);
            values.Add(set.Name, set.Patients, set.Cases, string.Join("; ", set.Parts), networks);
            table.Add(Html.Of($"<strong>{set.Name}</strong>"), Html.Of($"{set.Patients}"), Html.Of($"{set.Cases}"), Html.Of($"{string.Join("; ", set.Parts)}"), Html.Of($"{networks}"));
        }

        return content.Add(values, "Training sets, validation patients included.", [table]);
    }

    private static Html Tests(ExperimentResult r, ReportContent content)
    {
        var values = new CsvTable("test-sets", "test_set", "patients", "cases", "reference_lesions", "lesion_free_patients", "readers");
        var table = new HtmlTable(
            Column.Text("Test set"), Column.Number("Patients"), Column.Number("Cases"), Column.Number("Reference lesions"), Column.Number("Patients without"), Column.Text("Other readers"));
        foreach (var (index, test) in r.Tests.Index())
        {
            var summary = r.Models.SelectMany(m => m.Judgements).FirstOrDefault(j => j.Test == test.DataSet)?.Summary;
            var readers = Readers(test);
            values.Add(test.DataSet, test.Patients, test.Cases.Count, summary?.Sensitivity.N, summary?.LesionFreePatients, readers);
            table.Add(
                Html.Of($"<strong>{test.DataSet}</strong>{(index == 0 && r.Tests.Count > 1 ? " (main)" : "")}"), Html.Of($"{test.Patients}"), Html.Of($"{test.Cases.Count}"),
                Html.Of($"{summary?.Sensitivity.N.ToString() ?? "–"}"), Html.Of($"{summary?.LesionFreePatients.ToString() ?? "–"}"), Html.Of($"{(readers.Length > 0 ? readers : "none")}"));
        }

        return content.Add(values, "Test sets: cases of patients that no network learned from. Reference lesions are those large enough to count.", [table]);
    }

    private static string Readers(TestSetCases test) => string.Join(
        "; ", test.Cases.SelectMany(c => c.ReaderPaths.Keys).CountBy(k => k).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} ({ReportText.Count(k.Value, "case", "cases")})"));
}
