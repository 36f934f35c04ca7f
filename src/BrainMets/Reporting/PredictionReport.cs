using BrainMets.Lesions;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Reporting;

/// <summary>
/// The report of one predicted scan, made of the files in its folder: what was found, with pictures, how well the outlines keep it, and
/// where it all comes from.
/// </summary>
internal static class PredictionReport
{
    /// <summary>Name of the report in the folder of a predicted scan.</summary>
    public const string FileName = "report.html";

    /// <summary>A lesion whose outlines enclose another volume than its voxels by more than this share is marked.</summary>
    private const double MostVolumeChange = 0.02;

    private static readonly JsonContent Lesions = new()
    {
        What = "a list of lesions as 'mets predict' writes it",
        Remedy = "Predict the scan again.",
        Format = JsonFormats.Run,
    };

    /// <summary>True for the folder of a predicted scan.</summary>
    public static bool IsMadeOf(string folder) =>
        File.Exists(Path.Combine(folder, PredictionFiles.Manifest)) && File.Exists(Path.Combine(folder, "lesions.json"));

    /// <summary>Writes report.html into the folder of a predicted scan.</summary>
    /// <exception cref="InvalidInputException">manifest.json or lesions.json is not as this program writes it.</exception>
    public static void Write(string folder)
    {
        var (manifest, entries) = Read(folder);
        IReadOnlyList<LesionEntry> findings = [.. entries.Where(entry => entry.Role != CandidateSection.Role)];
        Html[] sections =
            [Opening(manifest), InputCheckSection.Headline(manifest.Domain), Warnings(manifest), Found(manifest, findings),
                CandidateSection.Render(manifest, entries), Outlines(findings), Picture(folder), InputCheckSection.Of(manifest.Domain),
                    Source(manifest), ProvenanceSection.Seconds(manifest.Seconds), ProvenanceSection.Inputs(manifest.Provenance)];
        AtomicFile.WriteText(Path.Combine(folder, FileName), ReportPage.Render($"{manifest.Case}: predicted lesions", sections).Markup);
    }

    private static (PredictionManifest Manifest, IReadOnlyList<LesionEntry> Lesions) Read(string folder)
    {
        var manifest = JsonFile.Read<PredictionManifest>(Path.Combine(folder, PredictionFiles.Manifest));
        return (manifest, JsonFile.Read<LesionsFile>(Path.Combine(folder, "lesions.json"), Lesions).Lesions);
    }

    private static Html Opening(PredictionManifest manifest) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>{manifest.Case}: predicted lesions</h1>
        <p class="quiet">BrainMets {manifest.Provenance.Version} · model {manifest.Model} · threshold {NumberText.Fixed(manifest.Threshold, "0.###")}{Outlined(manifest)} · {manifest.Provenance.Device} · {manifest.Provenance.Precision}</p>

        """);

    private static string Outlined(PredictionManifest manifest) =>
        manifest.OutlineThreshold is { } outline ? $", segmented from {NumberText.Fixed(outline, "0.###")} on" : "";

    private static Html Warnings(PredictionManifest manifest) => manifest.Warnings.Count == 0
        ? Html.Empty
        : Html.Of($"<h2 id=\"warnings\">Warnings</h2>\n<ul>{manifest.Warnings.Select(warning => Html.Of($"<li>{warning}</li>"))}</ul>\n");

    private static Html Found(PredictionManifest manifest, IReadOnlyList<LesionEntry> lesions)
    {
        if (lesions.Count == 0)
        {
            return Html.Of(
                $"<h2 id=\"lesions\">Lesions</h2>\n<p>None was found at this threshold. That does not mean that there is none: the "
                    + $"sensitivity of a model by lesion size is in the report of its evaluation.</p>\n");
        }

        return Html.Of($"""
            <h2 id="lesions">Lesions</h2>
            <p>{Counted(lesions.Count)}, {NumberText.CcText(manifest.LesionVolumeMm3)} cc in all. Diameters are the longest on one axial slice and the longest across it. The picture shows the same numbers.</p>
            {EntryTable.Render("Lesion", lesions)}

            """);
    }

    private static Html Outlines(IReadOnlyList<LesionEntry> lesions)
    {
        if (lesions.All(lesion => lesion.Outline is null))
        {
            return Html.Empty;
        }

        var table = new Table(
            Column.Number("Lesion"), Column.Number("Voxels, mm³"), Column.Number("Contours, mm³"), Column.Number("Read again, mm³"),
            Column.Number("Dice after reading again"), Column.Text(""));
        foreach (var lesion in lesions)
        {
            if (lesion.Outline is { } outline)
            {
                var differs = Math.Abs(outline.VolumeMm3 - lesion.VolumeMm3) > MostVolumeChange * lesion.VolumeMm3;
                table.Add(
                    lesion.Lesion, NumberText.Fixed(lesion.VolumeMm3, "0.0"), NumberText.Fixed(outline.VolumeMm3, "0.0"),
                    NumberText.Fixed(outline.ReadBackVolumeMm3, "0.0"), NumberText.Fixed(outline.ReadBackDice, "0.000"),
                    differs ? "contours enclose another volume" : "");
            }
        }

        return Html.Of($"""
            <h2 id="outlines">Contour fidelity (RTSTRUCT round trip)</h2>
            <p>The contours in rtstruct.dcm follow voxel edges. Their volume is area times slice distance; the file was read back, rasterised, and compared with the voxels. Planning systems interpolate
            contours in ways of their own: compare their volume with the first column before use.</p>
            {table.ToHtml()}

            """);
    }

    private static Html Picture(string folder)
    {
        var file = Path.Combine(folder, PredictionFiles.Preview);
        return !File.Exists(file) ? Html.Empty : Html.Of($"""
            <h2 id="slices">Slices</h2>
            <figure><img src="data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}" alt="Slices through the lesions, contoured and numbered"></figure>

            """);
    }

    private static Html Source(PredictionManifest manifest)
    {
        var table = new Table(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(item, value);
        foreach (var (name, value) in manifest.Input)
        {
            Add($"Input, {name}", value);
        }

        Add("Brain, ml", NumberText.Fixed(manifest.BrainVolumeMl, "0"));
        Add("Components dropped below, mm³", NumberText.Fixed(manifest.MinVolumeMm3, "0.#"));
        Add("Commit", manifest.Provenance.Commit ?? "unknown: built outside a checkout");
        Add("Seed", manifest.Provenance.Seed.ToString());
        Add("SHA-256 of the weights", manifest.Provenance.WeightsSha256 ?? "unknown");
        return Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.ToHtml()}");
    }

    private static string Counted(int lesions) => lesions == 1 ? "1 lesion" : $"{lesions} lesions";
}

/// <summary>What a report needs of lesions.json.</summary>
internal sealed record LesionsFile
{
    public required IReadOnlyList<LesionEntry> Lesions { get; init; }
}

/// <summary>One finding or candidate of lesions.json.</summary>
internal sealed record LesionEntry
{
    public required int Lesion { get; init; }

    public required double VolumeMm3 { get; init; }

    public required double LongestDiameterMm { get; init; }

    public required double PerpendicularDiameterMm { get; init; }

    public required int Slices { get; init; }

    public required IReadOnlyList<double> CentroidMm { get; init; }

    public double? MeanProbability { get; init; }

    public double? MaxProbability { get; init; }

    public bool TouchesBorder { get; init; }

    /// <summary>finding or candidate; files of older versions have findings only and do not say so.</summary>
    public string Role { get; init; } = "finding";

    /// <summary>Null where the model's card does not map it.</summary>
    public double? TrueProbability { get; init; }

    /// <summary>Null when no outlines were written.</summary>
    public ContourFidelityEntry? Outline { get; init; }
}

/// <summary>The check of a lesion's outlines in lesions.json.</summary>
internal sealed record ContourFidelityEntry(double VolumeMm3, double? ReadBackVolumeMm3, double? ReadBackDice);

/// <summary>
/// The table of findings, and of candidates: number, size, place, probability, and the chance of being true where the model's card maps it.
/// </summary>
internal static class EntryTable
{
    /// <param name="what">Heading of the first column: Lesion, Candidate.</param>
    /// <param name="entries">One row each, in this order.</param>
    public static Html Render(string what, IReadOnlyList<LesionEntry> entries)
    {
        var mapped = entries.Any(entry => entry.TrueProbability is not null);
        Column[] chance = mapped ? [Column.Number("Probability of a true lesion (calibrated)")] : [];
        var table = new Table(
        [
            Column.Number(what), Column.Number("Volume, mm³"), Column.Number("Diameters, mm"), Column.Number("Slices"),
                Column.Number("Centre (R, A, S), mm"),
            Column.Number("Mean probability"), Column.Number("Maximum probability"), .. chance, Column.Text(""),
        ]);
        foreach (var entry in entries)
        {
            Cell[] itsChance = mapped ? [NumberText.Ratio(entry.TrueProbability)] : [];
            table.Add(
            [
                entry.Lesion, NumberText.Fixed(entry.VolumeMm3, "0.0"),
                Html.Of($"{NumberText.Mm(entry.LongestDiameterMm)} × {NumberText.Mm(entry.PerpendicularDiameterMm)}"),
                    entry.Slices,
                string.Join(", ", entry.CentroidMm.Select(NumberText.SignedMm)),
                NumberText.Ratio(entry.MeanProbability), NumberText.Ratio(entry.MaxProbability),
                .. itsChance,
                entry.TouchesBorder ? "touches the border of the image" : "",
            ]);
        }

        return mapped
            ? Html.Of($"{table.ToHtml()}\n<p class=\"quiet\">Probability of a true lesion: from the maximum probability, as fitted on the "
            + $"validation cases of the model's card. It holds for scans like those.</p>")
            : table.ToHtml();
    }
}

/// <summary>What lies below the threshold and is no finding, in the report of a predicted scan.</summary>
internal static class CandidateSection
{
    /// <summary>As lesions.json calls it.</summary>
    public const string Role = "candidate";

    /// <summary>Nothing for a prediction of an older version, which did not look.</summary>
    public static Html Render(PredictionManifest manifest, IReadOnlyList<LesionEntry> entries)
    {
        if (manifest.CandidateThreshold is not { } threshold)
        {
            return Html.Empty;
        }

        var (low, high) = (NumberText.Fixed(threshold, "0.###"), NumberText.Fixed(manifest.Threshold, "0.###"));
        var outline = NumberText.Fixed(Math.Min(manifest.OutlineThreshold ?? threshold, threshold), "0.###");
        var candidates = entries.Where(entry => entry.Role == Role).ToList();
        if (candidates.Count == 0)
        {
            return Html.Of(
                $"<h2 id=\"candidates\">Candidates</h2>\n<p>None: no location outside the lesions reaches a probability of {low}. That "
                    + $"does not mean that nothing was missed.</p>\n");
        }

        return Html.Of($"""
            <h2 id="candidates">Candidates</h2>
            <p>These are not findings. At the threshold of {high} they do not reach the minimum volume of a lesion, at {low} they do, and
            they are separate from every lesion above; they are listed for a reader to review. At most ten, the most probable first, with
            numbers that continue those of the lesions; volume and diameters are those of their segmentations, from {outline} on. They
            count in no total and are in no segmentation, SEG or RTSTRUCT; their segmentations are in candidates.nii.gz and, dashed, below
            the slices. Most candidates may be false: how many are true depends on the model and is not known from this scan.</p>
            {EntryTable.Render("Candidate", candidates)}

            """);
    }
}

/// <summary>
/// Whether the scan is of the kind the model was trained for: a notice at the top when it is not, and every check in a table.
/// </summary>
internal static class InputCheckSection
{
    /// <summary>Empty for a green verdict, or a prediction of an older version that has none.</summary>
    public static Html Headline(InputShiftResult? verdict)
    {
        if (verdict is null or { Level: InputShiftLevel.Green })
        {
            return Html.Empty;
        }

        var says = verdict.Level == InputShiftLevel.Red
            ? "Red: this scan is outside the training range of the model. The result is meaningless for it."
            : "Amber: this scan differs from those the model was trained on. Review the result with care.";
        return Html.Of(
            $"<div class=\"notice\">{says}</div>\n<ul>{verdict.Doubts.Select(check => Html.Of($"<li>{Word(check.Level)}: {check.Sentence}</li>"))}</ul>\n");
    }

    /// <summary>Empty for a prediction of an older version.</summary>
    public static Html Of(InputShiftResult? verdict)
    {
        if (verdict is null)
        {
            return Html.Empty;
        }

        var table = new Table(
            Column.Text("Check"), Column.Number("Measured"), Column.Number("Trained for"), Column.Text("Level"), Column.Text("In words"));
        foreach (var check in verdict.Checks)
        {
            table.Add(
                check.Name, check.TrainedFor is null ? "" : check.ValueText, check.TrainedFor?.ToString() ?? "", Word(check.Level),
                check.Sentence);
        }

        return Html.Of($"""
            <h2 id="domain">Input check: {Word(verdict.Level)}</h2>
            <p>Measurements of the scan with the training range of the model. Amber is outside the range, red is another kind of image. Green means that all measurements are in range, not that the result is correct.</p>
            {table.ToHtml()}

            """);
    }

    private static string Word(InputShiftLevel level) => level switch
    {
        InputShiftLevel.Red => "red",
        InputShiftLevel.Amber => "amber",
        _ => "green",
    };
}
