using System.Text.Json;
using BrainMets.Experiments;
using BrainMets.Imaging;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>The report of one predicted scan, made of the files in its folder: what was found, with pictures, how well the outlines keep it, and where it all comes from.</summary>
public static class PredictionReport
{
    /// <summary>Name of the report in the folder of a predicted scan.</summary>
    public const string FileName = "report.html";

    /// <summary>A lesion whose outlines enclose another volume than its voxels by more than this share is marked.</summary>
    private const double MostVolumeChange = 0.02;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>True for the folder of a predicted scan.</summary>
    public static bool IsMadeOf(string folder) =>
        File.Exists(Path.Combine(folder, PredictionFiles.Manifest)) && File.Exists(Path.Combine(folder, "lesions.json"));

    /// <summary>Writes report.html into the folder of a predicted scan.</summary>
    /// <exception cref="InvalidInputException">manifest.json or lesions.json is not as this program writes it.</exception>
    public static void Write(string folder)
    {
        var (manifest, entries) = Read(folder);
        IReadOnlyList<LesionEntry> findings = [.. entries.Where(entry => entry.Role != CandidateSection.Role)];
        Html[] sections = [Opening(manifest), InputCheckSection.Headline(manifest.Domain), Warnings(manifest), Found(manifest, findings), CandidateSection.Render(manifest, entries), Outlines(findings), Picture(folder), InputCheckSection.Of(manifest.Domain), Source(manifest), ProvenanceSection.Seconds(manifest.Seconds), ProvenanceSection.Inputs(manifest.Provenance)];
        var file = Path.Combine(folder, FileName);
        File.WriteAllText(file + ".partial", ReportPage.Render($"{manifest.Case}: predicted lesions", sections).Markup);
        File.Move(file + ".partial", file, overwrite: true);
    }

    private static (PredictionManifest Manifest, IReadOnlyList<LesionEntry> Lesions) Read(string folder)
    {
        try
        {
            var manifest = RunFolder.ReadJson<PredictionManifest>(Path.Combine(folder, PredictionFiles.Manifest));
            var lesions = JsonSerializer.Deserialize<LesionsFile>(File.ReadAllText(Path.Combine(folder, "lesions.json")), Json);
            return manifest is not null && lesions is not null ? (manifest, lesions.Lesions) : throw new JsonException("The file is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(folder, $"manifest.json or lesions.json is not as 'mets predict' writes it: {error.Message} Predict the scan again.", error);
        }
    }

    private static Html Opening(PredictionManifest manifest) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>{manifest.Case}: predicted lesions</h1>
        <p class="quiet">BrainMets {manifest.Provenance.Version} · model {manifest.Model} · threshold {NumberText.Fixed(manifest.Threshold, "0.###")}{Outlined(manifest)} · {manifest.Provenance.Device} · {manifest.Provenance.Precision}</p>

        """);

    private static string Outlined(PredictionManifest manifest) =>
        manifest.OutlineThreshold is { } outline ? $", outlined from {NumberText.Fixed(outline, "0.###")} on" : "";

    private static Html Warnings(PredictionManifest manifest) => manifest.Warnings.Count == 0
        ? Html.Empty
        : Html.Of($"<h2 id=\"warnings\">Read this first</h2>\n<ul>{manifest.Warnings.Select(warning => Html.Of($"<li>{warning}</li>"))}</ul>\n");

    private static Html Found(PredictionManifest manifest, IReadOnlyList<LesionEntry> lesions)
    {
        if (lesions.Count == 0)
        {
            return Html.Of($"<h2 id=\"lesions\">Lesions</h2>\n<p>None was found at this threshold. That does not mean that there is none: how many lesions of which size a model misses stands in the report of its evaluation.</p>\n");
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

        var table = new HtmlTable(
            Column.Number("Lesion"), Column.Number("Voxels, mm³"), Column.Number("Contours, mm³"), Column.Number("Read again, mm³"), Column.Number("Dice after reading again"), Column.Text(""));
        foreach (var lesion in lesions)
        {
            if (lesion.Outline is { } outline)
            {
                var differs = Math.Abs(outline.VolumeMm3 - lesion.VolumeMm3) > MostVolumeChange * lesion.VolumeMm3;
                table.Add(
                    Html.Of($"{lesion.Lesion}"), Html.Of($"{NumberText.Fixed(lesion.VolumeMm3, "0.0")}"), Html.Of($"{NumberText.Fixed(outline.VolumeMm3, "0.0")}"),
                    Html.Of($"{NumberText.Fixed(outline.ReadBackVolumeMm3, "0.0")}"), Html.Of($"{NumberText.Fixed(outline.ReadBackDice, "0.000")}"),
                    Html.Of($"{(differs ? "contours enclose another volume" : "")}"));
            }
        }

        return Html.Of($"""
            <h2 id="outlines">What the contours keep</h2>
            <p>Contours of rtstruct.dcm follow the edges of voxels. Their volume is area times slice distance; the file was read again, filled, and compared with the voxels. Planning systems interpolate
            contours in ways of their own: compare their volume with the first column before use.</p>
            {table.Render()}

            """);
    }

    private static Html Picture(string folder)
    {
        var file = Path.Combine(folder, PredictionFiles.Preview);
        return !File.Exists(file) ? Html.Empty : Html.Of($"""
            <h2 id="slices">Slices</h2>
            <figure><img src="data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}" alt="Slices through the lesions, outlined and numbered"></figure>

            """);
    }

    private static Html Source(PredictionManifest manifest)
    {
        var table = new HtmlTable(Column.Text("Item"), Column.Id("Value"));
        void Add(string item, string value) => table.Add(Html.Of($"{item}"), Html.Of($"{value}"));
        foreach (var (name, value) in manifest.Input)
        {
            Add($"Input, {name}", value);
        }

        Add("Brain, ml", NumberText.Fixed(manifest.BrainVolumeMl, "0"));
        Add("Components dropped below, mm³", NumberText.Fixed(manifest.MinVolumeMm3, "0.#"));
        Add("Commit", manifest.Provenance.Commit ?? "unknown: built outside a checkout");
        Add("Seed", manifest.Provenance.Seed.ToString());
        Add("SHA-256 of the weights", manifest.Provenance.WeightsSha256 ?? "unknown");
        return Html.Of($"<h2 id=\"provenance\">Provenance</h2>\n{table.Render()}");
    }

    private static string Counted(int lesions) => lesions == 1 ? "1 lesion" : $"{lesions} lesions";
}
