using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Combines the lesions of two models, finding by finding (docs/metrics.md, "Combination"). Lesions of the two that share a voxel, directly
/// or through others, are one finding, and a finding is taken whole from one model: whatever one model split and the other did not, nothing
/// counts twice and no half is left over.
/// </summary>
internal static class LesionCombination
{
    /// <param name="small">The model for small lesions by name, with every component it segmented.</param>
    /// <param name="large">The model for large lesions by name, with every component it segmented.</param>
    /// <param name="gate">
    /// Compared with the volume of the finding: the mean of the two models' volumes where both saw it, else the one's.
    /// </param>
    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">
    /// The two have one name, or are lesions of different cases or of different connectivity.
    /// </exception>
    public static CombinedCase Combine((string Name, LesionSet Lesions) small, (string Name, LesionSet Lesions) large, VolumeGate gate)
    {
        var pair = new PairedModels(small, large);
        var decided = pair.Findings.Select(f => (
            Finding: f, VolumeMm3: PairedModels.GateVolumeMm3(f), IsSmall: gate.TakesSmall(PairedModels.GateVolumeMm3(f)),
                Taken: pair.Taken(f, gate))).ToArray();
        var outlines = decided.Select(d => d.Taken).OfType<ReaderLesion>().ToArray();
        var origins = decided.Where(d => d.Taken is not null)
            // checked above
            .SelectMany(d => d.Taken!.Labels.Select(label => new LesionOrigin(d.Taken.Source, label, d.Finding.Number, d.VolumeMm3)))
            .ToDictionary(o => (o.Model, o.ModelLesion));
        var lesions = pair.Outlined(outlines);
        CombinedLesion[] combined =
        [.. pair.Parts(lesions, outlines).Select((parts, i) => new CombinedLesion(i + 1, [.. parts.Select(p => origins[p])]))];
        return new CombinedCase
        {
            Lesions = lesions,
            Origins = combined,
            Dropped =
            [
                .. from d in decided
                   where d.Taken is null
                   let only = d.Finding.Marks[0] // The model in charge did not see it, so there is one mark: the other's.
                   select new DroppedFinding(d.Finding.Number, only.Source, only.Labels, only.VolumeMm3),
            ],
            Counts = new CombinationCounts
            {
                Findings = decided.Length,
                SeenByBoth = decided.Count(d => d.Finding.Marks.Count == 2),
                TakenFromSmall = decided.Count(d => d.IsSmall && d.Taken is not null),
                TakenFromLarge = decided.Count(d => !d.IsSmall && d.Taken is not null),
                DroppedBelowGate = decided.Count(d => d.IsSmall && d.Taken is null),
                DroppedFromGateOn = decided.Count(d => !d.IsSmall && d.Taken is null),
                CombinedLesions = combined.Length,
                JoinedLesions = combined.Count(c => c.Origins.Count > 1),
            },
        };
    }
}

/// <summary>One case combined from two models.</summary>
internal sealed record CombinedCase
{
    /// <summary>The combined lesions, measured in the combined mask; probabilities are undefined.</summary>
    public required LesionSet Lesions { get; init; }

    /// <summary>One entry a combined lesion, in the order of their labels.</summary>
    public required IReadOnlyList<CombinedLesion> Origins { get; init; }

    public required IReadOnlyList<DroppedFinding> Dropped { get; init; }

    public required CombinationCounts Counts { get; init; }
}

/// <summary>
/// A combined lesion by its label, with where it comes from. There is one origin, unless segmentations taken from different models for
/// different findings touch: those are one lesion of the mask, and have several.
/// </summary>
internal sealed record CombinedLesion(int Lesion, IReadOnlyList<LesionOrigin> Origins);

/// <summary>Where a combined lesion, or a part of it, comes from.</summary>
/// <param name="Model">Name of the model whose segmentation it is.</param>
/// <param name="ModelLesion">Its label among that model's lesions, the largest being 1.</param>
/// <param name="Finding">The finding it belongs to, numbered within the case.</param>
/// <param name="GateVolumeMm3">The volume of the finding that was compared with the gate.</param>
internal sealed record LesionOrigin(string Model, int ModelLesion, int Finding, double GateVolumeMm3);

/// <summary>
/// A finding that the strategy leaves out: small and seen by the model for large lesions only, or large and seen by the one for small
/// lesions only.
/// </summary>
/// <param name="Finding">Its number within the case.</param>
/// <param name="Model">The only model that saw it.</param>
/// <param name="ModelLesions">That model's lesions there, by their labels.</param>
/// <param name="VolumeMm3">Their summed volume, which was compared with the gate.</param>
internal sealed record DroppedFinding(int Finding, string Model, IReadOnlyList<int> ModelLesions, double VolumeMm3);

/// <summary>
/// Outcome counts of the findings of two models. Every finding is taken from one of them or dropped: the last four add up to all.
/// </summary>
internal sealed record CombinationCounts
{
    /// <summary>Places where one of the models, or both, segmented a lesion.</summary>
    public required int Findings { get; init; }

    public required int SeenByBoth { get; init; }

    /// <summary>Below the gate and seen by the model for small lesions.</summary>
    public required int TakenFromSmall { get; init; }

    /// <summary>From the gate on and seen by the model for large lesions.</summary>
    public required int TakenFromLarge { get; init; }

    /// <summary>Below the gate and seen by the model for large lesions only.</summary>
    public required int DroppedBelowGate { get; init; }

    /// <summary>From the gate on and seen by the model for small lesions only.</summary>
    public required int DroppedFromGateOn { get; init; }

    /// <summary>Lesions of the combined mask.</summary>
    public required int CombinedLesions { get; init; }

    /// <summary>Combined lesions made of touching segmentations of both models, taken for different findings.</summary>
    public required int JoinedLesions { get; init; }

    /// <summary>The counts of several cases together.</summary>
    public static CombinationCounts Sum(IEnumerable<CombinationCounts> cases)
    {
        var all = cases.ToArray();
        return new CombinationCounts
        {
            Findings = all.Sum(c => c.Findings),
            SeenByBoth = all.Sum(c => c.SeenByBoth),
            TakenFromSmall = all.Sum(c => c.TakenFromSmall),
            TakenFromLarge = all.Sum(c => c.TakenFromLarge),
            DroppedBelowGate = all.Sum(c => c.DroppedBelowGate),
            DroppedFromGateOn = all.Sum(c => c.DroppedFromGateOn),
            CombinedLesions = all.Sum(c => c.CombinedLesions),
            JoinedLesions = all.Sum(c => c.JoinedLesions),
        };
    }
}

/// <summary>The lesions of two models of one case grouped by place, from which masks are made by selecting segmentations.</summary>
internal sealed class PairedModels
{
    private readonly (string Name, LesionSet Lesions) _small;
    private readonly (string Name, LesionSet Lesions) _large;

    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">
    /// The two have one name, or are lesions of different cases or of different connectivity.
    /// </exception>
    public PairedModels((string Name, LesionSet Lesions) small, (string Name, LesionSet Lesions) large)
    {
        Check(small, large);
        (_small, _large) = (small, large);
        Findings = LesionCorrespondence.Of([small, large], minVolumeMm3: 0);
    }

    /// <summary>All findings, however small, the largest first.</summary>
    public IReadOnlyList<LesionGroup> Findings { get; }

    /// <summary>
    /// The volume by which a gate decides: the mean of the two models' volumes where both saw the finding, else the one's.
    /// </summary>
    public static double GateVolumeMm3(LesionGroup finding) => finding.Marks.Average(m => m.VolumeMm3);

    /// <summary>The segmentation that a gate selects for a finding; null when the selected model did not detect it.</summary>
    public ReaderLesion? Taken(LesionGroup finding, VolumeGate gate)
    {
        var model = gate.TakesSmall(GateVolumeMm3(finding)) ? _small.Name : _large.Name;
        return finding.Marks.FirstOrDefault(m => m.Source == model);
    }

    /// <summary>The lesions of the mask that consists of the given segmentations. Segmentations that touch become one lesion.</summary>
    public LesionSet Outlined(IEnumerable<ReaderLesion> outlines)
    {
        var (fromSmall, fromLarge) = (new bool[_small.Lesions.Lesions.Count + 1], new bool[_large.Lesions.Lesions.Count + 1]);
        foreach (var outline in outlines)
        {
            var taken = outline.Source == _small.Name ? fromSmall : fromLarge;
            foreach (var label in outline.Labels)
            {
                taken[label] = true;
            }
        }

        var mask = new Volume<byte>(_small.Lesions.Geometry);
        var (small, large) = (_small.Lesions.Labels.Voxels, _large.Lesions.Labels.Voxels);
        for (var i = 0; i < small.Length; i++)
        {
            mask.Voxels[i] = (byte)(fromSmall[small[i]] || fromLarge[large[i]] ? 1 : 0);
        }

        return LesionFinder.Find(
            _small.Lesions.CaseId, _small.Lesions.Patient, mask, new LesionOptions { Connectivity = _small.Lesions.Connectivity });
    }

    /// <summary>
    /// For each lesion of <paramref name="combined"/>, by its label minus one, the lesions of either model that it consists of: the small
    /// model's first, by label.
    /// </summary>
    /// <param name="combined">Consists of whole segmentations of either model.</param>
    /// <param name="outlines">The segmentations it consists of.</param>
    public IReadOnlyList<IReadOnlyList<(string Model, int Label)>> Parts(LesionSet combined, IReadOnlyCollection<ReaderLesion> outlines)
    {
        var parts = combined.Lesions.Select(_ => new SortedSet<(int Order, int Label)>()).ToArray();
        foreach (var (order, model) in new[] { _small, _large }.Index())
        {
            var taken = outlines.Where(o => o.Source == model.Name).SelectMany(o => o.Labels).ToHashSet();
            for (var i = 0; i < combined.Labels.Voxels.Length; i++)
            {
                if (combined.Labels.Voxels[i] is > 0 and var label && taken.Contains(model.Lesions.Labels.Voxels[i]))
                {
                    parts[label - 1].Add((order, model.Lesions.Labels.Voxels[i]));
                }
            }
        }

        return [.. parts.Select(p => p.Select(q => (q.Order == 0 ? _small.Name : _large.Name, q.Label)).ToArray())];
    }

    private static void Check((string Name, LesionSet Lesions) small, (string Name, LesionSet Lesions) large)
    {
        var (a, b) = (small.Lesions, large.Lesions);
        if (small.Name == large.Name)
        {
            throw new ArgumentException($"Both models are called '{small.Name}'; give each a different name.");
        }

        if (a.CaseId != b.CaseId || a.Patient != b.Patient || a.Connectivity != b.Connectivity)
        {
            throw new ArgumentException(
                $"Model '{small.Name}' has case {a.CaseId} of patient {a.Patient}, split by {(int)a.Connectivity} neighbours; "
                + $"model '{large.Name}' has case {b.CaseId} of patient {b.Patient}, split by {(int)b.Connectivity}. They must be equal.");
        }

        if (!a.Geometry.SameGridAs(b.Geometry))
        {
            throw new InvalidInputException(
                a.CaseId,
                $"the masks of the two models lie on different grids. {small.Name}: {a.Geometry}. {large.Name}: {b.Geometry}. "
                + "Predict both from the same scan; nothing is resampled here.");
        }
    }
}

/// <summary>
/// Selects the model of a finding by its predicted volume: the model for small lesions below the gate, the one for large lesions from the
/// gate on (the "optimal model strategy" of Han et al. 2025, there 0.4 cc). The two ends are each model alone; they have no volume, so that
/// no file needs an infinity.
/// </summary>
internal sealed record VolumeGate(GateKind Kind, double? VolumeMm3)
{
    public static VolumeGate LargeOnly { get; } = new(GateKind.LargeOnly, null);

    public static VolumeGate SmallOnly { get; } = new(GateKind.SmallOnly, null);

    /// <exception cref="ArgumentException">The volume is not positive and finite.</exception>
    public static VolumeGate At(double volumeMm3) => volumeMm3 > 0 && double.IsFinite(volumeMm3)
        ? new VolumeGate(GateKind.Volume, volumeMm3)
        : throw new ArgumentException(
            $"A gate at {volumeMm3} mm³: must be above 0 and finite. For one model alone there is no gate.", nameof(volumeMm3));

    /// <summary>Whether a finding of this volume is the business of the model for small lesions; a volume at the gate is not.</summary>
    public bool TakesSmall(double volumeMm3) => Kind switch
    {
        GateKind.LargeOnly => false,
        GateKind.SmallOnly => true,
        _ => VolumeMm3 is { } gate && !Lesion.ReachesVolume(volumeMm3, gate),
    };

    /// <summary>Both ends with the given volumes between them, ascending.</summary>
    public static IReadOnlyList<VolumeGate> Ladder(IEnumerable<double> volumesMm3) =>
        [LargeOnly, .. volumesMm3.Order().Distinct().Select(At), SmallOnly];
}

/// <summary>What a gate lets through.</summary>
internal enum GateKind
{
    /// <summary>A gate of 0: everything from the model for large lesions, which is that model alone.</summary>
    LargeOnly,

    /// <summary>Below the volume the model for small lesions, from the volume on the one for large lesions.</summary>
    Volume,

    /// <summary>A gate of infinity: everything from the model for small lesions, which is that model alone.</summary>
    SmallOnly,
}
