using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>The report of a comparison of readers: one HTML file that carries everything it shows, with copies of its figures beside it.</summary>
public static class ComparisonReport
{
    /// <summary>Writes the report to <paramref name="file"/> and its figures, as SVG and PNG, into the folder "figures" beside it.</summary>
    public static void Write(ComparisonResult result, Provenance provenance, string file)
    {
        var figures = new List<SvgFigure>();
        Html[] sections =
        [
            Opening(result, provenance),
            ReaderTable.Readers(result),
            PairSection.Render(result, figures),
            ReaderTable.Everybody(result),
            DisputedTable.Render(result),
            ProvenanceSection.Render(result.Matching, provenance),
        ];
        ReportFile.Write(file, "Readers compared", sections, figures);
    }

    private static Html Opening(ComparisonResult result, Provenance provenance) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>Readers compared: {string.Join(", ", result.Readers.Select(r => r.Name))}</h1>
        <p class="quiet">BrainMets {provenance.Version} · seed {provenance.Seed}</p>
        <nav><a href="#main">Readers</a> <a href="#pairs">Two by two</a> <a href="#agreement">Everybody by everybody</a> <a href="#disputed">For adjudication</a>
        <a href="#matching">Matching rules</a> <a href="#provenance">Provenance</a></nav>
        <p>{result.Cases} scans of {result.Patients} patients, each read by everybody. Judged by: {Reference(result)}</p>

        """);

    private static string Reference(ComparisonResult result) => result.Consensus switch
    {
        ConsensusMethod.Majority => "the majority of the readers themselves. Every reader helped to make it and agrees with it better than with an independent reference; what he reaches without himself stands below the table of readers.",
        ConsensusMethod.Staple => "the STAPLE consensus of the readers themselves. Every reader helped to make it and agrees with it better than with an independent reference; what he reaches without himself stands below the table of readers.",
        _ => $"{result.Reference}.",
    };
}
