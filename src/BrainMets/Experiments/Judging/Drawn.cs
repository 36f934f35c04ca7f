using BrainMets.Datasets;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Experiments;

/// <summary>What a network, a strategy or a person drew, case by case.</summary>
/// <param name="Name">As results call it.</param>
/// <param name="Lesions">The lesions of a case, told apart as given.</param>
internal sealed record Drawn(string Name, Func<Case, Connectivity, LesionSet> Lesions)
{
    /// <summary>The reference of a case.</summary>
    public static Drawn Reference { get; } = new("reference", (c, connectivity) => Mask(c, c.ReferencePath!, connectivity)); // every test case has one: DataFaults

    /// <summary>A network at a threshold, small components dropped as it does when it predicts.</summary>
    public static Drawn ByModel(string name, string predictions, LesionOptions options, Func<Case, double> threshold) => new(
        name, (c, connectivity) => LesionFinder.Find(Map(predictions, c), options with { Threshold = threshold(c), Connectivity = connectivity }));

    /// <summary>Masks as prediction leaves them, a folder a case.</summary>
    public static Drawn ByMasks(string name, string folder) => new(
        name, (c, connectivity) => Mask(c, Path.Combine(folder, c.Id, PredictionFiles.Segmentation), connectivity));

    /// <summary>Another reader of the data set.</summary>
    public static Drawn ByReader(string reader) => new(reader, (c, connectivity) => Mask(c, c.ReaderPaths[reader], connectivity));

    /// <summary>The probabilities of a case.</summary>
    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static ProbabilityMap Map(string predictions, Case @case) =>
        new(@case.Id, @case.Patient, NiftiFile.Read(Path.Combine(predictions, @case.Id, PredictionFiles.Probability)));

    private static LesionSet Mask(Case @case, string path, Connectivity connectivity) =>
        LesionFinder.Find(@case.Id, @case.Patient, NiftiFile.ReadMask(path), new LesionOptions { Connectivity = connectivity });
}
