namespace BrainMets.Build.Comparing;

/// <summary>Walks the files of both sides together.</summary>
internal sealed class TreeComparison(Side old, Side now, ExpectedDifferences expected)
{
    private readonly FileComparison comparison = new(new SidePair(old, now));

    /// <param name="steps">Only these; all when there are none.</param>
    public IReadOnlyList<ComparedFile> Compare(IReadOnlyCollection<string> steps) =>
    [
        .. from path in old.Paths.Union(now.Paths).Order(StringComparer.Ordinal)
           where steps.Count == 0 || steps.Contains(path.Split('/')[0])
           select Compare(path),
    ];

    private ComparedFile Compare(string path)
    {
        var differences = !now.Has(path) ? [new Difference(Difference.WholeFile, "only the old checkout wrote it")]
            : !old.Has(path) ? [new Difference(Difference.WholeFile, "only the new checkout wrote it")]
            : comparison.Compare(path);
        var explained = differences.ToLookup(d => expected.Explain(path, d));
        return new ComparedFile(path, [.. explained[false]], [.. explained[true]]);
    }
}
