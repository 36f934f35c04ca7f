namespace BrainMets.Tests.Architecture;

/// <summary>
/// Assertions on what a rule finds. A failure prints every line of it; xunit's assertions on collections print the first five.
/// </summary>
internal static class Findings
{
    public static void AssertNone(IEnumerable<string> found) => AssertAtMost(0, found);

    /// <summary>
    /// For a rule that the tree does not keep yet. <paramref name="today"/> was counted when the rule was written; it is lowered as the
    /// tree improves and removed at zero.
    /// </summary>
    public static void AssertAtMost(int today, IEnumerable<string> found)
    {
        var lines = found.Distinct().ToList();

        Assert.True(lines.Count <= today, $"{lines.Count} found, at most {today} allowed:\n{string.Join('\n', lines)}");
    }

    /// <summary>For a rule with exemptions by name. One that is no longer needed fails too, so that the list only shrinks.</summary>
    public static void AssertOnly(IReadOnlyCollection<string> exempt, IEnumerable<(string Name, string Line)> found)
    {
        var all = found.Distinct().ToList();

        AssertNone(all.Where(f => !exempt.Contains(f.Name)).Select(f => f.Line)
            .Concat(exempt.Except(all.Select(f => f.Name)).Select(name => $"{name} needs no exemption any more: remove it from the list")));
    }
}
