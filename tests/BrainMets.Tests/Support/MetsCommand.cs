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
        using var output = new StringWriter();
        using var error = new StringWriter();
        // Progress is reported by several threads.
        var screen = Screen.Into(TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        var code = Application.Run(Application.Mets, [.. arguments], screen);
        return new MetsResult(code, output.ToString(), error.ToString());
    }
}
