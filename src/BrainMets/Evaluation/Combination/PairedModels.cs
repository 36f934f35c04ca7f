using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Two models' lesions of one case put together by place, from which masks are made by taking some outlines and leaving others.</summary>
internal sealed class PairedModels
{
    private readonly (string Name, LesionSet Lesions) _small;
    private readonly (string Name, LesionSet Lesions) _large;

    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">The two have one name, or are lesions of different cases or of different connectivity.</exception>
    public PairedModels((string Name, LesionSet Lesions) small, (string Name, LesionSet Lesions) large)
    {
        Check(small, large);
        (_small, _large) = (small, large);
        Findings = LesionCorrespondence.Of([small, large], minVolumeMm3: 0);
    }

    /// <summary>All findings, however small, the largest first.</summary>
    public IReadOnlyList<LesionGroup> Findings { get; }

    /// <summary>The volume by which a gate decides: the mean of the two models' volumes where both saw the finding, else the one's.</summary>
    public static double GateVolumeMm3(LesionGroup finding) => finding.Marks.Average(m => m.VolumeMm3);

    /// <summary>The outline that a gate takes of a finding; null when the model in charge did not see it.</summary>
    public ReaderLesion? Taken(LesionGroup finding, VolumeGate gate)
    {
        var model = gate.TakesSmall(GateVolumeMm3(finding)) ? _small.Name : _large.Name;
        return finding.Marks.FirstOrDefault(m => m.Source == model);
    }

    /// <summary>The lesions of the mask that holds the given outlines and nothing else. Outlines that touch become one lesion.</summary>
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

    /// <summary>For each lesion of <paramref name="combined"/>, by its label less one, the lesions of either model that it is made of: the small model's first, by label.</summary>
    /// <param name="combined">Made of whole outlines of either model.</param>
    /// <param name="outlines">The outlines it is made of.</param>
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
            throw new ArgumentException($"Both models are called '{small.Name}'; each needs a name of its own.");
        }

        if (a.CaseId != b.CaseId || a.Patient != b.Patient || a.Connectivity != b.Connectivity)
        {
            throw new ArgumentException(
                $"Model '{small.Name}' has case {a.CaseId} of patient {a.Patient}, split by {(int)a.Connectivity} neighbours; "
                + $"model '{large.Name}' has case {b.CaseId} of patient {b.Patient}, split by {(int)b.Connectivity}. They must be alike.");
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
