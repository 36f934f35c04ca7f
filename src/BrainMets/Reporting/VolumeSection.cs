using BrainMets.Evaluation;

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
            {sensitivity.ToHtml()}{precision.ToHtml()}</div>
            </div>
            <p class="quiet">Each point is one size class; its horizontal bar spans the class, its upright bar is the 95 % Wilson interval,
            widened where several lesions
            belong to one patient (open circle: too few patients for an interval). The counts are above it (found / all, true / all). A class without lesions has counts but no point. An open class (smallest, largest) is drawn as wide as its neighbour.
            Sensitivity is by the volume of the reference segmentation, precision by the volume of the prediction: a false positive has no reference volume.</p>
            {(curves is null ? Html.Empty : SizeCurves.Explanation(curves))}
            {Table(bins).ToHtml()}
            {(curves is null ? Html.Empty : SizeCurves.Render(curves, VolumeFigure.Axis(bins, curves), figures))}
            """);
    }

    public static Table Table(IEnumerable<VolumeBin> bins)
    {
        var table = new Table(
            Column.Text("Volume (cc)"), Column.Number("Reference lesions"), Column.Number("Found"), Column.Number("Sensitivity"),
            Column.Number("95 % interval").Wide, Column.Number("Predicted lesions"), Column.Number("False"), Column.Number("Precision"),
            Column.Number("95 % interval").Wide, Column.Number("F1"));
        foreach (var bin in bins)
        {
            table.Add(
                VolumeBinText.Range(bin), bin.ReferenceLesions, bin.Detected, Cell.Value(bin.Sensitivity, Digits.Share),
                Cell.Interval(bin.Sensitivity, Digits.Share), bin.PredictedLesions, bin.FalsePositives,
                Cell.Value(bin.Precision, Digits.Share), Cell.Interval(bin.Precision, Digits.Share), Cell.Fixed(bin.F1, Digits.Share));
        }

        return table;
    }
}

/// <summary>
/// What the smooth curves by lesion size add to the size classes: volumes of 50 and 90 % sensitivity, outlines, false positives, F1.
/// </summary>
internal static class SizeCurves
{
    /// <summary>What curve and bands mean, for the caption of the figures that show size classes too.</summary>
    public static Html Explanation(VolumeCurves curves)
    {
        if (curves.Sensitivity.Points.Count + curves.Precision.Points.Count == 0)
        {
            return Html.Of($"""
                <p class="quiet">There is no smooth curve: at no volume do {curves.Options.MinPatients} patients have a lesion within half to
                double that volume, which are too few for a curve.</p>

                """);
        }

        return Html.Of($"""
            <p class="quiet">The line is a smooth curve through all lesions, each at its own volume (logistic regression on a natural cubic
            spline of log volume), not through the points. The dark band holds the true value at any one volume with 95 % confidence, the light
            band the whole true curve at once: use the light one to compare volumes with each other. Both come from resampling whole patients
            {curves.Options.Resamples} times and fitting again, so lesions of one patient do not count as independent. The curve is not shown
            where fewer than {curves.Options.MinPatients} patients have a lesion {Window(curves)}. Where all lesions had the same outcome there is only
            the dark band, Wilson's interval over these patients. Diamond and bar: the volume from which on the curve stays at or above 50 or 90 %,
            with its 95 % interval.</p>
            {Thresholds(curves)}
            """);
    }

    /// <summary>The figures of outlines, false positives and F1, on one volume axis; empty when every curve is blank.</summary>
    public static Html Render(VolumeCurves curves, (double Low, double High) axis, ICollection<SvgFigure> figures)
    {
        (SvgFigure? Figure, Html Caption)[] all =
        [
            (CurveFigure.Dice(curves.Dice, axis), Html.Of($"""
                Overlap of the two segmentations of found lesions, 0 to 1 ({Left(curves.Dice)}). Line: median of the lesions {Window(curves)}; thin
                lines: quartiles, between which half of these lesions lie.
                """)),
            (CurveFigure.DiceWithMisses(curves.DiceWithMisses, axis), Html.Of($"""
                The same with missed lesions as 0. Where the line lies at 0, more than half of the lesions of that size were missed; where it
                jumps, about half, and the band spans both sides.
                """)),
            (CurveFigure.Hd95(curves.Hd95Mm, axis), Html.Of($"""
                95th percentile of the distance between the two surfaces in mm, the larger of both directions, of found lesions. Line and thin
                lines as for Dice.
                """)),
            (CurveFigure.Hd95Undefined(curves.Hd95UndefinedShare, axis), Html.Of($"""
                Share of the reference lesions without such a distance: missed, or under a neighbour's prediction. Read it with the distances:
                it may be small because the difficult lesions were missed.
                """)),
            (CurveFigure.FalsePositives(curves.FalsePositives, axis), Html.Of($"""
                False positives per patient for each decade (factor of ten) of predicted volume: the area between 0.01 and 0.1 cc is the mean
                number of that size in a patient. Where none was seen the band still reaches up to what {curves.FalsePositives.Patients} patients
                cannot rule out.
                """)),
            (CurveFigure.FalsePositivesLesionFree(curves.FalsePositivesLesionFree, axis), Html.Of($"""
                The same among the {curves.FalsePositivesLesionFree.Patients} patients whose reference holds no lesion.
                """)),
            (CurveFigure.F1(curves.F1, axis), Html.Of($"""
                F1, the harmonic mean of sensitivity and precision, each from its curve at the same volume. A composite: the sensitivity is that of
                lesions of this size, the precision that of predictions of this size, and these are not the same lesions. No band where either of
                the two has none from resampling.
                """)),
        ];
        var shown = all.Where(f => f.Figure is not null).Select(f => (Figure: f.Figure!, f.Caption)).ToList(); // chosen as not null
        shown.ForEach(f => figures.Add(f.Figure));
        return shown.Count == 0 ? Html.Empty : Html.Of($"""
            <h3>Segmentation, false positives and F1 by lesion size</h3>
            <p class="quiet">Dark and light bands as above: 95 % at one volume, 95 % for the whole curve. The numbers along the top count the
            patients with a lesion {Window(curves)}; for false positives all patients count, since each could have had one.</p>
            <div class="pair">{shown.Select(f => Html.Of($"<figure>{new Html(f.Figure.Inline)}<figcaption>{f.Caption}</figcaption></figure>\n"))}</div>

            """);
    }

    private static Html Thresholds(VolumeCurves curves)
    {
        if (curves.Sensitivity.Points.Count == 0)
        {
            return Html.Empty;
        }

        var table = new Table(
            Column.Text("Sensitivity"), Column.Number("from this volume on (cc)"), Column.Number("95 % interval"),
            Column.Number("Diameter of a ball (mm)"), Column.Number("Resamples with such a volume"));
        foreach (var threshold in new[] { curves.V50, curves.V90 })
        {
            table.Add(
                Html.Of($"<strong>V{NumberText.Fixed(100 * threshold.Level, "0")}</strong>, "
                    + $"{NumberText.Fixed(100 * threshold.Level, "0")} %"),
                VolumeText(threshold, curves.Sensitivity),
                IntervalText(threshold),
                threshold.VolumeMm3 is { } v ? NumberText.Mm(Math.Cbrt(6 * v / Math.PI)) : "–",
                Html.Of($"{NumberText.Fixed(100 * threshold.DefinedShare, "0")} %"));
        }

        return table.ToHtml();
    }

    private static string VolumeText(VolumeThreshold threshold, VolumeCurve sensitivity)
    {
        if (threshold.VolumeMm3 is { } volumeMm3)
        {
            return NumberText.CcText(volumeMm3);
        }

        var drawn = sensitivity.Points.Where(p => p.Value is not null).ToList();
        return drawn.TrueForAll(p => p.Value >= threshold.Level)
            ? $"undefined: above already at {NumberText.CcText(drawn[0].VolumeMm3)} cc, where the curve begins"
            : $"undefined: not reached up to {NumberText.CcText(drawn[^1].VolumeMm3)} cc, where the curve ends";
    }

    private static string IntervalText(VolumeThreshold threshold) => threshold switch
    {
        { VolumeMm3: null } => "–", { LowMm3: null, HighMm3: null } => "open at both ends",
        { LowMm3: null } => $"up to {NumberText.CcText(threshold.HighMm3)}",
        { HighMm3: null } => $"{NumberText.CcText(threshold.LowMm3)} and more",
        _ => $"{NumberText.CcText(threshold.LowMm3)} to {NumberText.CcText(threshold.HighMm3)}",
    };

    private static string Left(VolumeCurve dice) => dice.Undefined == 0
        ? $"{dice.Lesions} of them"
        : $"{dice.Lesions} of them; {dice.Undefined} missed or merged ones left out";

    private static string Window(VolumeCurves curves) => curves.Options.WindowFactor == 2
        ? "within half to double that volume"
        : $"within a factor of {curves.Options.WindowFactor:0.##} of that volume";
}
