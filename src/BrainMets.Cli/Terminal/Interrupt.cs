using System.Runtime.InteropServices;

namespace BrainMets.Cli;

/// <summary>
/// Ctrl-C and SIGTERM (what batch systems send before the time is up) as a cancellation token. A second Ctrl-C, or a command that has not
/// stopped after a grace time, ends the process at once: files are written under a temporary name and renamed, so none is left half.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interrupt() =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            End();
        }

        Console.Error.WriteLine("mets: stopping; once more to stop at once");
        _ = source.CancelAsync();
        new Thread(EndAfterGrace) { IsBackground = true }.Start();
    }

    private static void EndAfterGrace()
    {
        Thread.Sleep(Grace);
        End();
    }

    /// <summary>
    /// Ends at once, without the exit handlers of native libraries: those of libtorch free what its threads are still computing with, and the
    /// process would die of a segmentation fault in place of our exit code.
    /// </summary>
    private static void End()
    {
        const string ShowCursor = "\u001b[?25h";
        Console.Error.WriteLine((Console.IsErrorRedirected ? "" : ShowCursor) + "mets: Interrupted. What was finished is kept.");
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        ExitWithoutHandlers(ExitCode.Interrupted);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitWithoutHandlers(int code);
}
