namespace BrainMets.IO;

/// <summary>
/// Input data that cannot be used. The message states what was found, what was expected, where, and what to do; it is shown to the user as
/// it is.
/// </summary>
public sealed class InvalidInputException : Exception
{
    public InvalidInputException(string path, string message)
        : base($"{path}: {message}")
    {
        Path = path;
    }

    public InvalidInputException(string path, string message, Exception inner)
        : base($"{path}: {message}", inner)
    {
        Path = path;
    }

    /// <summary>The file or case with the error.</summary>
    public string Path { get; }
}
