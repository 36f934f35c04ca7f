using System.Text.Json;
using BrainMets.Imaging;

namespace BrainMets.Cli;

/// <summary>Turns an exception into the one paragraph the user reads and the exit code the shell gets.</summary>
internal static class ErrorText
{
    public static (string Paragraph, int ExitCode) Describe(Exception exception) => exception switch
    {
        // What parallel work threw; the first says enough, the others are mostly the same.
        AggregateException { InnerExceptions: [var first, ..] } => Describe(first),
        UsageException => (exception.Message, ExitCode.WrongUsage),
        ArgumentException argument => (WithoutParameterName(argument), ExitCode.WrongUsage),
        InvalidInputException or InvalidDataException or JsonException => (exception.Message, ExitCode.Failed),
        FileNotFoundException or DirectoryNotFoundException => (exception.Message, ExitCode.Failed),
        UnauthorizedAccessException => ($"{exception.Message} Choose a place you may read and write.", ExitCode.Failed),
        IOException => ($"{exception.Message} Check that the disk has room and the path is reachable; files already finished are kept.", ExitCode.Failed),
        OutOfMemoryException => ("Out of memory. Close other programs, or use fewer --threads.", ExitCode.Failed),
        DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } =>
            ($"A native library did not load: {exception.GetBaseException().Message} 'mets doctor' says what is missing and how to mend it.", ExitCode.Failed),
        _ => ($"This is a fault in BrainMets, not in your data: {exception.GetType().Name}: {exception.Message} "
            + "Please report it with the output of the same command under --verbose.", ExitCode.Failed),
    };

    /// <summary>The framework appends "(Parameter 'x')", a name of ours that means nothing to the reader.</summary>
    private static string WithoutParameterName(ArgumentException exception)
    {
        var suffix = exception.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return suffix < 0 ? exception.Message : exception.Message[..suffix];
    }
}
