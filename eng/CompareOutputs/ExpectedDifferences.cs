using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing;

/// <summary>
/// Differences that a change intends: a file with one a line, "path-glob TAB place-glob TAB reason". In both globs * is any text; a place of * is the whole file and all in
/// it. Lines that begin with # are comments.
/// </summary>
internal sealed class ExpectedDifferences
{
    private readonly List<Line> lines;

    private ExpectedDifferences(List<Line> lines) => this.lines = lines;

    public static ExpectedDifferences None => new([]);

    /// <summary>What was expected and how often it was met.</summary>
    public IEnumerable<(string Text, int Uses)> Uses => lines.Select(line => (line.Text, line.Uses));

    /// <exception cref="FormatException">A line has not three parts.</exception>
    public static ExpectedDifferences Read(string file) => new(
    [
        .. File.ReadLines(file).Where(line => line.Trim().Length > 0 && !line.StartsWith('#')).Select(line => line.Split('\t') is [var path, var place, var reason]
            ? new Line(Glob(path), Glob(place), $"{path}  {place}: {reason}")
            : throw new FormatException($"{file}: a line is \"path-glob TAB place TAB reason\"; got \"{line}\"")),
    ]);

    /// <summary>Whether a line explains the difference; every line that does counts it.</summary>
    public bool Explain(string path, Difference difference)
    {
        var explained = false;
        foreach (var line in lines.Where(line => line.Path.IsMatch(path) && line.Place.IsMatch(difference.Place)))
        {
            line.Uses++;
            explained = true;
        }

        return explained;
    }

    private static Regex Glob(string glob) => new($"^{Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);

    private sealed record Line(Regex Path, Regex Place, string Text)
    {
        public int Uses { get; set; }
    }
}
