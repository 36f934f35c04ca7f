using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Detection as a function of lesion size: small metastases are the hard ones, and a mean hides them.</summary>
internal static class VolumeSection
{
    public static Html Render(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves, ICollection<SvgFigure> figures)
    {
        if (bins.Count == 0)
        {
            return Html.Empty;
        }

        var (sensitivity, precision) = (VolumeFigure.Sensitivity(bins, curves), VolumeFigure.Precision(bins, curves));
        figures.Add(sensitivity);
        figures.Add(precision);
        return Html.Of($"""
            <div class="keep">
            <h2 id="volume">By lesion size</h2>
            <div class="pair">
            <figure>{new Html(sensitivity.Inline)}</figure>
            <figure>{new Html(precision.Inline)}</figure>
            </div>
            </div>
            <p class="quiet">Each point is one size class; its horizontal bar spans the class, its upright bar is the 95 % Wilson interval,
            widened where several lesions
            belong to one patient (open circle: too few patients for an interval). Above it stand the counts behind it (found / all, right /
            all). A class without lesions has counts but no point. An open class (smallest, largest) is drawn as wide as its neighbour.
            Sensitivity goes by the volume drawn by
            the reference reader, precision by the volume of the prediction: a false positive has no reference volume.</p>
            {(curves is null ? Html.Empty : SizeCurves.Explanation(curves))}
            {Table(bins)}
            {(curves is null ? Html.Empty : SizeCurves.Render(curves, VolumeFigure.Axis(bins, curves), figures))}
            """);
    }

    private static Html Table(IReadOnlyList<VolumeBin> bins)
    {
        var table = new HtmlTable(
            Column.Text("Volume (cc)"),
            Column.Number("Reference lesions"), Column.Number("Found"), Column.Number("Sensitivity"), Column.Number("95 % interval"),
            Column.Number("Predicted lesions"), Column.Number("False"), Column.Number("Precision"), Column.Number("95 % interval"),
            Column.Number("F1"));
        foreach (var bin in bins)
        {
            table.Add(
                Html.Of($"{VolumeBinText.Range(bin)}"),
                Html.Of($"{bin.ReferenceLesions}"), Html.Of($"{bin.Detected}"),
                Html.Of($"{NumberText.Value(bin.Sensitivity, "0.00")}"), Html.Of($"{NumberText.Interval(bin.Sensitivity, "0.00")}"),
                Html.Of($"{bin.PredictedLesions}"), Html.Of($"{bin.FalsePositives}"),
                Html.Of($"{NumberText.Value(bin.Precision, "0.00")}"), Html.Of($"{NumberText.Interval(bin.Precision, "0.00")}"),
                Html.Of($"{NumberText.Ratio(bin.F1)}"));
        }

        return table.Render();
    }
}
