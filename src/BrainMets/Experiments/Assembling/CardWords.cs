using BrainMets.Datasets;

namespace BrainMets.Experiments;

/// <summary>What a card says in words where the user did not: put together from the cards and runs of the networks.</summary>
internal static class ModelCardText
{
    public const string Note =
        "Thresholds and calibration were chosen on these very cases. The figures \"heldOut\" judge each patient by what the other patients choose (leave-one-patient-out); "
        + "\"sameCases\" do not, and flatter. Both are of validation cases: figures of a test need cases that nobody has looked at.";

    private const int FewPatients = 10;

    public static string TrainedOn(IReadOnlyList<ModelSource> sources) => string.Join(" ", sources.Select(TrainedOn).Distinct());

    public static string Limits(IReadOnlyList<ModelSource> sources, int cases)
    {
        var known = sources.Select(s => s.Card?.Limits).OfType<string>().Distinct().ToList();
        return known.Count > 0
            ? string.Join(" ", known)
            : $"Judged on the {cases} validation scans on which its thresholds were chosen, and on no others: how it does on scans of another site or kind has not been measured.";
    }

    /// <summary>Cases whose id stands among those that a network learned from; null where that of some network is not known.</summary>
    public static int? CasesInTraining(IReadOnlyList<ModelSource> sources, IReadOnlyList<Case> cases)
    {
        var splits = sources.Select(Split).ToList();
        return splits.Contains(null) ? null : cases.Count(c => splits.Exists(s => s!.Training.Contains(c.Id)));
    }

    public static IEnumerable<string> Warnings(ModelCard card)
    {
        if (card.Validation is { CasesInTraining: > 0 and var seen } validation)
        {
            yield return $"{seen} of {validation.Cases} cases bear ids that a network learned from: its thresholds come out too good to be true there. Choose on cases no network has seen (--cases).";
        }

        if (card.Validation is { Patients: < FewPatients and var patients })
        {
            yield return $"only {patients} patients: thresholds and calibration rest on little.";
        }

        if (card.Calibration is null)
        {
            yield return "the map could not be calibrated: lesion does not grow likelier with its probability. It is written as the networks made it.";
        }

        if (card.Findings is null)
        {
            yield return "how probably a finding is true could not be fitted: all findings are true, all false, or the false ones have the higher probability. true_probability will be empty.";
        }
    }

    private static string TrainedOn(ModelSource source) => source.Card?.TrainedOn
        ?? (Split(source) is { } split
            ? $"{source.Networks[0].Config.Name}: {split.Training.Count} scans, {split.Validation.Count} more set aside."
            : $"{source.Networks[0].Config.Name}: not said on what.");

    private static RunSplit? Split(ModelSource source) =>
        Directory.Exists(Path.Combine(source.Path, "checkpoints")) && File.Exists(Path.Combine(source.Path, "split.json")) ? RunSplit.Read(new RunFolder(source.Path)) : null;
}
