using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Where the readers made the reference themselves: each one beside what he reaches when his own masks are left out of it.</summary>
internal static class LeaveOneOutTable
{
    private const string Heading = "Judged without himself";

    public static Html Render(ComparisonResult result) => (result.Consensus, result.LeaveOneOut) switch
    {
        (null, _) => Html.Empty,
        (_, null) => Html.Of($"""
            <h3 id="leave-one-out">{Heading}</h3>
            <p>Absent: this comparison was written by a version that did not leave readers out. Make it again with <code>mets compare</code>.</p>

            """),
        var (method, readers) => Table(result, method.Value, readers),
    };

    private static Html Table(ComparisonResult result, ConsensusMethod method, IReadOnlyList<LeaveOneOutReader> readers)
    {
        var table = new HtmlTable([Column.Text("Reader"), Column.Text("Judged by"), .. ReaderTable.Figures.Select(f => Column.Text(f.Name))]);
        void Add(string reader, string judgedBy, EvaluationSummary summary) => table.Add(
        [
            Html.Of($"<strong>{reader}</strong>"), Html.Of($"{judgedBy}"), .. ReaderTable.Figures.Select(f => ReaderTable.Cell(f.Of(summary), f.Format, f.Unit)),
        ]);
        foreach (var alone in readers)
        {
            Add(alone.Name, $"{result.Reference} of all, {alone.Name} too", result.Readers.First(r => r.Name == alone.Name).Summary);
            Add("", alone.JudgedBy, alone.Summary);
        }

        return Html.Of($"""
            <h3 id="leave-one-out">{Heading}</h3>
            <p>In the consensus of all a reader's own marks count, which flatters him, the more the fewer readers there are.
            {LeaveOneOut.Note(method, readers.Count)}</p>
            {table.Render()}<p class="quiet">The two rows of a reader rest on two references and so on other lesions (n). Every reader has a reference of his own in his second row, so that these rows do
            not compare readers with each other. The differences below are by the consensus of all, which every reader helped to make.</p>

            """);
    }
}
