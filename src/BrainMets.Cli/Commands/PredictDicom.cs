using System.Globalization;
using BrainMets.Dicom;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Cli;

/// <summary>Writes what a prediction found as DICOM objects of the scan's own study: a segmentation and a structure set.</summary>
internal sealed class DicomExport(DicomCodec codec, ImageSeries series, ModelFacts model)
{
    public const string Segmentation = "segmentation.dcm";
    public const string StructureSet = "rtstruct.dcm";
    public const string Probability = "probability.dcm";

    public ExportedObjects Write(ProbabilityMap map, LesionSet lesions, string folder)
    {
        var labels = lesions.ToLabelMap();
        var options = new ResultOptions
        {
            Findings = [.. lesions.Lesions.Select(Named)],
            AlgorithmName = Ascii(model.Name),
            AlgorithmVersion = Ascii($"{model.Version} / {model.WeightsSha256[..8]}"),
            Settings = string.Create(CultureInfo.InvariantCulture, $"threshold {model.Thresholds.Find:0.####}")
                + (model.Thresholds.Outline is { } outline
                    ? string.Create(CultureInfo.InvariantCulture, $", outline {outline:0.####}")
                    : ""),
        };
        SegmentationWriter.Write(codec, Path.Combine(folder, Segmentation), series, labels, options);
        var checks = StructureSetWriter.Write(codec, Path.Combine(folder, StructureSet), series, labels, options);
        if (model.SaveProbability)
        {
            SegmentationWriter.WriteProbability(codec, Path.Combine(folder, Probability), series, map.Probability, options);
        }

        return new ExportedObjects(
            checks.ToDictionary(
                check => (int)check.Label, check => new ContourFidelity(check.ContourVolumeMm3, check.RereadVolumeMm3, check.RereadDice)),
            [.. checks.SelectMany(check => check.Warnings)]);
    }

    private static LesionLabel Named(Lesion lesion) => LesionLabel.Of(
        (ushort)lesion.Label,
        lesion.MeanProbability is { } mean ? string.Create(CultureInfo.InvariantCulture, $"mean probability {mean:0.00}") : null);

    /// <summary>DICOM objects take 64 plain characters; what a model is called may hold more.</summary>
    private static string Ascii(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) && c != '\\' ? c : '?'));
        return plain.Length <= 64 ? plain : plain[..64];
    }
}

/// <summary>What DICOM objects say of the model that made them.</summary>
internal sealed record ModelFacts(
    string Name, string Version, string WeightsSha256, (double Find, double? Outline) Thresholds, bool SaveProbability);

/// <summary>What was written in addition to the usual files of a prediction.</summary>
/// <param name="Checks">How well each lesion survived as contours, by label.</param>
/// <param name="Warnings">What the user should know of it.</param>
internal sealed record ExportedObjects(IReadOnlyDictionary<int, ContourFidelity> Checks, IReadOnlyList<string> Warnings);
