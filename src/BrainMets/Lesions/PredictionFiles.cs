namespace BrainMets.Lesions;

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
