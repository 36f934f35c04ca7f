using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>A drawing by its content: every number in it, coordinates included, with the names of its parts masked. Words are soft.</summary>
internal static partial class SvgComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, string old, string now)
    {
        var (a, b) = sides.Masked(WithoutNames(old), WithoutNames(now));
        return a == b ? [] : Numbers.OfDrawing(a, b);
    }

    /// <summary>Names only join the parts of one drawing; which ones they are says nothing.</summary>
    private static string WithoutNames(string svg) => Reference().Replace(Name().Replace(svg, " id=\"\""), "#");

    [GeneratedRegex("\\sid=\"[^\"]*\"")]
    private static partial Regex Name();

    [GeneratedRegex("(?<=url\\(|href=\")#[^\")]*")]
    private static partial Regex Reference();
}
