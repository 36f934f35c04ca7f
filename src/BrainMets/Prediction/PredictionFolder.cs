using System.Diagnostics;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Prediction;

/// <summary>
/// The folder of one predicted case. It is filled under a temporary name and renamed when it is complete, so that a folder under its name
/// is always whole. The caller adds files of other stages (DICOM objects, preview, report) before <see cref="Commit"/>.
/// </summary>
internal sealed class PredictionFolder : IDisposable
{
    private readonly AtomicFolder folder;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <param name="folder">Final path of the folder, which must not exist.</param>
    /// <exception cref="IOException">The folder exists, or cannot be made.</exception>
    public PredictionFolder(string folder)
    {
        if (Path.Exists(folder))
        {
            throw new IOException($"{folder} exists. A prediction is written into a new folder: choose another one, or remove this one.");
        }

        this.folder = new AtomicFolder(folder);
    }

    /// <summary>The manifest next to a probability map that 'mets predict' wrote; null for any other file.</summary>
    /// <exception cref="InvalidInputException">The manifest is damaged.</exception>
    public static PredictionManifest? ManifestBeside(string map)
    {
        // the full path of a file has a folder
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(map))!, PredictionFiles.Manifest);
        return File.Exists(file) ? JsonFile.Read<PredictionManifest>(file) : null;
    }

    /// <summary>
    /// The largest minimum volume by which 'mets predict' dropped components from the masks next to these maps, in mm³; null when there was
    /// none, or it is not recorded.
    /// </summary>
    public static double? MinVolumeBeside(IEnumerable<string> maps) =>
        maps.Select(map => ManifestBeside(map)?.MinVolumeMm3).Max() is > 0 and { } mm3 ? mm3 : null;

    /// <summary>Where the files are written until <see cref="Commit"/>.</summary>
    public string WorkPath => folder.WorkPath;

    /// <summary>Writes all data files of a prediction: images, tables and manifest.</summary>
    public static void Save(CasePrediction prediction, string folder, bool saveProbability = false)
    {
        using var target = new PredictionFolder(folder);
        target.WriteImages(prediction, saveProbability);
        target.WriteTables(prediction);
        target.WriteManifest(prediction);
        target.Commit();
    }

    /// <summary>Segmentation, label map, candidates and, if requested, the probability map.</summary>
    public void WriteImages(CasePrediction prediction, bool saveProbability)
    {
        var lesions = prediction.Lesions;
        NiftiFile.Write(lesions.ToSegmentation(), At(PredictionFiles.Segmentation));
        NiftiFile.Write(lesions.ToLabelMap(), At(PredictionFiles.LabelMap));
        if (lesions.Candidates is { } candidates)
        {
            NiftiFile.Write(candidates.ToLabelMap(), At(PredictionFiles.Candidates));
        }

        if (saveProbability)
        {
            NiftiFile.Write(prediction.Probability.Probability, At(PredictionFiles.Probability));
        }
    }

    /// <summary>lesions.csv, lesions.json and, with several networks, agreement.csv.</summary>
    /// <param name="prediction">Of the case.</param>
    /// <param name="contours">Contour fidelity of each lesion, by label; null when no contours were written.</param>
    public void WriteTables(CasePrediction prediction, IReadOnlyDictionary<int, ContourFidelity>? contours = null)
    {
        LesionFiles.WriteCsv(prediction.Lesions, At("lesions.csv"), contours);
        LesionFiles.WriteJson(prediction.Lesions, At("lesions.json"), contours);
        if (prediction.Networks > 1)
        {
            AgreementTable.Of(prediction.Agreement).Save(WorkPath);
        }
    }

    /// <summary>manifest.json with the seconds that writing took so far.</summary>
    /// <param name="prediction">Of the case.</param>
    /// <param name="warnings">Warnings of exports, added to those of the prediction.</param>
    /// <returns>The prediction with its manifest as written.</returns>
    public CasePrediction WriteManifest(CasePrediction prediction, IReadOnlyList<string>? warnings = null)
    {
        var manifest = prediction.Manifest;
        manifest = manifest with
        {
            Seconds = new Dictionary<string, double>(manifest.Seconds) { ["write"] = Math.Round(clock.Elapsed.TotalSeconds, 3) },
            Warnings = [.. manifest.Warnings, .. warnings ?? []],
        };
        JsonFile.Write(At(PredictionFiles.Manifest), manifest, JsonFormats.Run);
        return prediction with { Manifest = manifest };
    }

    /// <summary>Renames the folder to its final name.</summary>
    public void Commit() => folder.Commit();

    /// <summary>Deletes an uncommitted folder: on a full disk the next case needs the space.</summary>
    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(WorkPath, name);
}
