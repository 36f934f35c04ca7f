namespace BrainMets.Lesions;

/// <summary>
/// Writes the measurements of a case as lesions.csv and lesions.json: micrometres, cubic micrometres and probabilities to four places, no
/// more than the voxels support. Candidates follow the findings, with numbers that continue theirs; the role distinguishes them. A case
/// without either gives a table without rows.
/// </summary>
internal static class LesionFiles
{
    private static readonly string[] Columns =
    [
        "lesion", "volume_mm3", "longest_diameter_mm", "perpendicular_diameter_mm", "slices",
        "centroid_x_mm", "centroid_y_mm", "centroid_z_mm", "mean_probability", "max_probability", "touches_border",
    ];

    private static readonly string[] ContourColumns = ["outline_volume_mm3", "read_back_volume_mm3", "read_back_dice"];

    /// <summary>
    /// One row a finding, then one a candidate. Centroids are RAS mm; a probability that is undefined (the lesion came from a mask, or the
    /// model does not map it) is an empty field.
    /// </summary>
    /// <param name="lesions">The lesions of a case.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="outlines">By label, when contours were written (DICOM): three further columns.</param>
    public static void WriteCsv(LesionSet lesions, string path, IReadOnlyDictionary<int, ContourFidelity>? outlines = null)
    {
        string[] columns = [.. Columns, .. outlines is null ? [] : ContourColumns, "role", "true_probability"];
        var table = new CsvTable("lesions", columns) { NumberFormat = "0.####" };
        foreach (var l in Listed(lesions))
        {
            table.Add(
            [
                l.Label, Round(l.VolumeMm3, 3), Round(l.LongestDiameterMm, 3), Round(l.PerpendicularDiameterMm, 3), l.Slices,
                Round(l.Centroid.X, 3), Round(l.Centroid.Y, 3), Round(l.Centroid.Z, 3), l.MeanProbability, l.MaxProbability,
                l.TouchesBorder ? "true" : "false",
                .. outlines is null ? [] : Contours(outlines.GetValueOrDefault(l.Label)), Role(lesions, l), l.TrueProbability,
            ]);
        }

        AtomicFile.WriteText(path, table.Text);
    }

    /// <summary>
    /// The same measurements as an object with the case, its patient and an array of lesions: the findings, then the candidates, each with
    /// its role.
    /// </summary>
    public static void WriteJson(LesionSet lesions, string path, IReadOnlyDictionary<int, ContourFidelity>? outlines = null)
    {
        var rows = Listed(lesions).Select(l => new
        {
            Lesion = l.Label,
            VolumeMm3 = Round(l.VolumeMm3, 3),
            LongestDiameterMm = Round(l.LongestDiameterMm, 3),
            PerpendicularDiameterMm = Round(l.PerpendicularDiameterMm, 3),
            l.Slices,
            CentroidMm = new[] { Round(l.Centroid.X, 3), Round(l.Centroid.Y, 3), Round(l.Centroid.Z, 3) },
            MeanProbability = Round(l.MeanProbability, 4),
            MaxProbability = Round(l.MaxProbability, 4),
            l.TouchesBorder,
            TrueProbability = Round(l.TrueProbability, 4),
            Outline = outlines?.GetValueOrDefault(l.Label) is { } check
                ? new
                {
                    VolumeMm3 = Round(check.OutlineVolumeMm3, 3),
                    ReadBackVolumeMm3 = Round(check.ReadBackVolumeMm3, 3),
                    ReadBackDice = Round(check.ReadBackDice, 4)
                }
                : null,
            Role = Role(lesions, l),
        });
        var document = new
        {
            SchemaVersion = 2, // 1 had findings only.
            Case = lesions.CaseId,
            lesions.Patient,
            VoxelVolumeMm3 = Round(lesions.Geometry.VoxelVolumeMm3, 6),
            Frame = "RAS",
            Lesions = rows,
        };
        JsonFile.Write(path, document, JsonFormats.Document);
    }

    private static IEnumerable<Lesion> Listed(LesionSet lesions) => lesions.Lesions.Concat(lesions.Candidates?.Lesions ?? []);

    private static string Role(LesionSet lesions, Lesion lesion) =>
        lesions.Candidates is { } candidates && candidates.Lesions.Any(c => c.Label == lesion.Label) ? "candidate" : "finding";

    /// <summary>Adding zero turns a rounded -0 into 0.</summary>
    private static double? Round(double? value, int digits) => value is { } v ? Math.Round(v, digits) + 0.0 : null;

    private static object?[] Contours(ContourFidelity? check) =>
        [Round(check?.OutlineVolumeMm3, 3), Round(check?.ReadBackVolumeMm3, 3), check?.ReadBackDice];
}

/// <summary>
/// Contour fidelity of a lesion (RTSTRUCT round trip): the volume that its planar contours enclose, in mm³, and the volume and Dice with
/// the lesion's voxels after the written contours were read again and filled.
/// </summary>
internal sealed record ContourFidelity(double OutlineVolumeMm3, double? ReadBackVolumeMm3, double? ReadBackDice);

/// <summary>Names of the files in a case's prediction folder (docs/commands.md).</summary>
internal static class PredictionFiles
{
    public const string Segmentation = "segmentation.nii.gz";

    public const string LabelMap = "lesions.nii.gz";

    /// <summary>Label map of the candidates; written without any too.</summary>
    public const string Candidates = "candidates.nii.gz";

    public const string Probability = "probability.nii.gz";

    public const string Preview = "preview.png";

    public const string Manifest = "manifest.json";
}
