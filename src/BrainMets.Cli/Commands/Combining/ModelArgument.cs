using BrainMets.Cli.Errors;

namespace BrainMets.Cli.Commands.Combining;

/// <summary>A model as typed: NAME=PATH. The name stands in tables, files and the report; the path is a folder that 'mets predict' wrote, or masks.</summary>
internal sealed record ModelArgument(string Name, string Path)
{
    /// <exception cref="UsageException">A part is missing.</exception>
    public static ModelArgument Parse(string option, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, path) = equals < 0 ? ("", text) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        return name.Length > 0 && path.Length > 0
            ? new ModelArgument(name, path)
            : throw new UsageException($"Option '{option}' takes NAME=PATH, a name of your choice for the model and where its predictions are; got '{text}'.");
    }
}
