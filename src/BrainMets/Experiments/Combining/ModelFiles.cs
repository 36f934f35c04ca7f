namespace BrainMets.Experiments;

/// <summary>What one model left of a case: its mask, and where 'mets predict' wrote it the probability map and the threshold beside it.</summary>
public sealed record ModelFiles(string MaskPath, string? ProbabilityPath, double? Threshold)
{
    /// <summary>Looks for the companions of a mask that 'mets predict' wrote; any other mask has none.</summary>
    public static ModelFiles Beside(string maskPath)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(maskPath)) ?? "";
        var (probability, manifest) = (Path.Combine(folder, PredictionFiles.Probability), Path.Combine(folder, PredictionFiles.Manifest));
        if (Path.GetFileName(maskPath) != PredictionFiles.Segmentation)
        {
            return new ModelFiles(maskPath, null, null);
        }

        return new ModelFiles(maskPath, File.Exists(probability) ? probability : null, File.Exists(manifest) ? RunFolder.ReadJson<Made>(manifest)?.Threshold : null);
    }

    /// <summary>Of a manifest only the threshold is asked for: one of 'mets combine' has none.</summary>
    private sealed record Made(double? Threshold);
}
