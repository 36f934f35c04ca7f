using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Experiments;

/// <summary>From two models' files of one case to all files of its combination, or to its counts at every gate.</summary>
/// <param name="models">The names of the two.</param>
/// <param name="provenance">What is known of the run; the inputs of each case are added to it.</param>
public sealed class CaseCombiner(CombinationModels models, Provenance provenance)
{
    /// <summary>Which neighbours join voxels to a lesion, of either model and of the combination. Where a gate is judged it is that of its preset.</summary>
    public Connectivity Connectivity { get; init; } = MatchingPreset.Default.Connectivity;

    /// <summary>Counts the lesions of a case with a reference at every gate and for every baseline; writes nothing.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or the masks lie on different grids.</exception>
    public static CaseGateCounts Count(CombinationCase @case, IReadOnlyList<VolumeGate> gates, MatchingPreset preset, MeanProbability ensemble)
    {
        var small = NiftiFile.ReadMask(@case.Small.MaskPath);
        var masks = new CaseMasks
        {
            Case = @case.Id,
            Patient = @case.Patient,
            Small = small,
            Large = NiftiFile.ReadMask(@case.Large.MaskPath),
            Reference = NiftiFile.ReadMask(@case.ReferencePath ?? throw new ArgumentException($"Case {@case.Id} has no reference to be judged by.", nameof(@case))),
            MeanProbability = ensemble.Mask(@case, small.Geometry),
        };
        return CaseJudge.Count(masks, gates, preset);
    }

    /// <summary>
    /// Puts a case together and writes segmentation, label map, tables and manifest into <paramref name="folder"/>, which appears only when all of them are written.
    /// </summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or the two masks lie on different grids; nothing is written.</exception>
    public CombinationManifest Combine(CombinationCase @case, VolumeGate gate, string folder)
    {
        var (small, large) = (Find(@case, @case.Small), Find(@case, @case.Large));
        var combined = LesionCombination.Combine((models.Small, small), (models.Large, large), gate);
        combined = OutlineProbabilities.Add(combined, (models.Small, small, @case.Small), (models.Large, large, @case.Large));

        var temporary = folder + ".partial";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        Directory.CreateDirectory(temporary);
        NiftiFile.Write(combined.Lesions.ToSegmentation(), Path.Combine(temporary, PredictionFiles.Segmentation));
        NiftiFile.Write(combined.Lesions.ToLabelMap(), Path.Combine(temporary, PredictionFiles.LabelMap));
        LesionFiles.WriteCsv(combined.Lesions, Path.Combine(temporary, "lesions.csv"));
        LesionFiles.WriteJson(combined.Lesions, Path.Combine(temporary, "lesions.json"));
        var manifest = Manifest(@case, gate, combined);
        CombinationFile.WriteManifest(manifest, Path.Combine(temporary, PredictionFiles.Manifest));
        Directory.Move(temporary, folder);
        return manifest;
    }

    /// <summary>SHA-256 of a case's files by what they are; never a path of the user's.</summary>
    public Dictionary<string, string> Hashes(CombinationCase @case)
    {
        var files = new (string Name, string? Path)[]
        {
            ($"{models.Small}/segmentation", @case.Small.MaskPath), ($"{models.Small}/probability", @case.Small.ProbabilityPath),
            ($"{models.Large}/segmentation", @case.Large.MaskPath), ($"{models.Large}/probability", @case.Large.ProbabilityPath),
            ("reference", @case.ReferencePath),
        };
        return files.Where(f => f.Path is not null).ToDictionary(f => f.Name, f => FileHash.Of(f.Path!)); // just asked
    }

    /// <summary>Every component, however small.</summary>
    private LesionSet Find(CombinationCase @case, ModelFiles files) =>
        LesionFinder.Find(@case.Id, @case.Patient, NiftiFile.ReadMask(files.MaskPath), new LesionOptions { Connectivity = Connectivity });

    private CombinationManifest Manifest(CombinationCase @case, VolumeGate gate, CombinedCase combined) => new()
    {
        Case = @case.Id,
        Provenance = provenance with { InputSha256 = Hashes(@case) },
        Models = models,
        Gate = gate,
        Connectivity = Connectivity,
        Lesions = combined.Lesions.Lesions.Count,
        LesionVolumeMm3 = Math.Round(combined.Lesions.Lesions.Sum(l => l.VolumeMm3), 3),
        Counts = combined.Counts,
        Origins = combined.Origins,
        Dropped = combined.Dropped,
        Warnings = combined.Counts.JoinedLesions == 0
            ? []
            : [$"{combined.Counts.JoinedLesions} of the combined lesions join outlines of both models that touch."],
    };
}
