using System.Globalization;
using BrainMets.Dicom;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Cli;

/// <summary>
/// Writes the lesions of a prediction as DICOM objects in the study of the scan: a segmentation (SEG) and a structure set (RTSTRUCT).
/// </summary>
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

    /// <summary>DICOM attributes of this type (LO) take 64 characters; the name of a model may hold more.</summary>
    private static string Ascii(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) && c != '\\' ? c : '?'));
        return plain.Length <= 64 ? plain : plain[..64];
    }
}

/// <summary>The model as named in the DICOM objects made from its prediction.</summary>
internal sealed record ModelFacts(
    string Name, string Version, string WeightsSha256, (double Find, double? Outline) Thresholds, bool SaveProbability);

/// <summary>The DICOM objects written in addition to the usual files of a prediction.</summary>
/// <param name="Checks">The contour check of each lesion, by label.</param>
/// <param name="Warnings">Warnings for the user.</param>
internal sealed record ExportedObjects(IReadOnlyDictionary<int, ContourFidelity> Checks, IReadOnlyList<string> Warnings);
