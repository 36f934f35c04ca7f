namespace BrainMets.Cli;

/// <summary>
/// A reader or a model as typed: NAME=PATH. The name stands in tables, files and reports; the path is a folder that 'mets predict' wrote, or masks.
/// </summary>
internal sealed record NamedPath(string Name, string Path)
{
    /// <exception cref="UsageException">A part is missing, or the name has signs that a table or a file name could trip over.</exception>
    public static NamedPath Parse(string option, string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (name, path) = at < 0 ? ("", "") : (text[..at].Trim(), text[(at + 1)..].Trim());
        return name.Length > 0 && path.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ')
            ? new NamedPath(name, path)
            : throw new UsageException(
                $"{option} {text}: expected NAME=PATH, the name of letters, digits, spaces, '-', '_' and '.', such as {option} \"model=predicted\".");
    }
}
