using BrainMets.Cli;

namespace BrainMets.Tests.Support;

/// <summary>
/// The command line within this process, which saves the start of one. Not for commands that compute with a network: how many threads
/// libtorch has is a matter of the whole process. <see cref="MetsProcess"/> runs those.
/// </summary>
public static class MetsCommand
{
    public static MetsResult Run(params IEnumerable<string> arguments)
    {
        // The log may come from several threads.
        using var output = TextWriter.Synchronized(new StringWriter());
        using var error = TextWriter.Synchronized(new StringWriter());
        var code = Application.Run(Application.Mets, [.. arguments], Screen.Into(output, error));
        return new MetsResult(code, output.ToString()!, error.ToString()!); // A StringWriter gives what was written.
    }
}
