using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>What lies below the threshold and is no finding, in the report of a predicted scan.</summary>
internal static class CandidateSection
{
    /// <summary>As lesions.json calls it.</summary>
    public const string Role = "candidate";

    /// <summary>Nothing for a prediction of an older version, which did not look.</summary>
    public static Html Render(PredictionManifest manifest, IReadOnlyList<LesionEntry> entries)
    {
        if (manifest.CandidateThreshold is not { } threshold)
        {
            return Html.Empty;
        }

        var (low, high) = (NumberText.Fixed(threshold, "0.###"), NumberText.Fixed(manifest.Threshold, "0.###"));
        var outline = NumberText.Fixed(Math.Min(manifest.OutlineThreshold ?? threshold, threshold), "0.###");
        var candidates = entries.Where(entry => entry.Role == Role).ToList();
        if (candidates.Count == 0)
        {
            return Html.Of($"<h2 id=\"candidates\">Candidates</h2>\n<p>None: no place apart from the lesions reaches a probability of {low}. That does not mean that nothing was missed.</p>\n");
        }

        return Html.Of($"""
            <h2 id="candidates">Candidates</h2>
            <p>These are not findings. The network is less sure of them than its threshold of {high} asks, but gives them at least {low}, apart from every lesion above; they are shown for a reader to check.
            At most ten, the most probable first, numbered on from the lesions; volume and diameters are those of their outlines, from {outline} on. They count in no total and stand in no segmentation, SEG or RTSTRUCT; their outlines are in candidates.nii.gz and,
            dashed, below the slices. Most candidates may be false: how many are true depends on the model and is not known from this scan.</p>
            {EntryTable.Render("Candidate", candidates)}

            """);
    }
}
