using System.Diagnostics;

namespace BrainMets.Tests.Support;

/// <summary>The built command line, or the measurements of bench/run, as a process of its own, as a user meets it.</summary>
public sealed class MetsProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private MetsProcess(string program, IEnumerable<string> arguments)
    {
        // Whoever runs the tests in the background of a script has them ignore Ctrl-C, which every child would inherit.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        process = Process.Start(start)!; // Null only with UseShellExecute.
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public static MetsResult Run(params IEnumerable<string> arguments)
    {
        using var mets = Start(arguments);
        return mets.WaitForExit();
    }

    /// <summary>bench/run in place of mets.</summary>
    public static MetsResult RunBench(params IEnumerable<string> arguments)
    {
        using var bench = new MetsProcess("bench.dll", arguments);
        return bench.WaitForExit();
    }

    public static MetsProcess Start(params IEnumerable<string> arguments) => new("mets.dll", arguments);

    /// <summary>What Ctrl-C does on a terminal.</summary>
    public void Interrupt() => Signal("-INT");

    /// <summary>What no program can catch (SIGKILL); gives what is left of it.</summary>
    public MetsResult Kill()
    {
        process.Kill();
        return WaitForExit();
    }

    /// <summary>
    /// Looks again and again until the condition holds or the process has ended by itself; true when the condition held first.
    /// </summary>
    /// <exception cref="TimeoutException">Neither in ten minutes.</exception>
    public bool RunsUntil(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(10);)
        {
            if (process.WaitForExit(TimeSpan.FromMilliseconds(5)))
            {
                return false;
            }

            if (condition())
            {
                return true;
            }
        }

        throw new TimeoutException("mets neither ended nor came to what was waited for.");
    }

    /// <exception cref="TimeoutException">
    /// It still ran after <paramref name="timeout"/> (default: ten minutes, for machines that do much else); it is killed.
    /// </exception>
    public MetsResult WaitForExit(TimeSpan? timeout = null)
    {
        if (!process.WaitForExit(timeout ?? TimeSpan.FromMinutes(10)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"mets did not end in time. Its errors: {error.GetAwaiter().GetResult()}");
        }

        return new MetsResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(); // Its folder is about to be deleted.
        }

        process.Dispose();
    }

    private void Signal(string signal)
    {
        // The shell's own kill: a small system has no program of that name.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill {signal} {process.Id}"]);
        kill.WaitForExit();
    }
}
