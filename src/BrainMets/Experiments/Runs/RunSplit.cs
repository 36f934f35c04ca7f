using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>Ids of the cases that a network learned from, and of those set aside to choose its epoch and threshold; split.json.</summary>
public sealed record RunSplit(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static RunSplit Read(RunFolder folder) => File.Exists(folder.Split) && RunFolder.ReadJson<RunSplit>(folder.Split) is { Training: not null, Validation: not null } split
        ? split
        : throw new InvalidInputException(folder.Split, "is gone, so it is not known whom the network learned from. Bring it back, or train anew with --overwrite.");

    public bool IsSameAs(RunSplit other) => Training.SequenceEqual(other.Training) && Validation.SequenceEqual(other.Validation);
}
