using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BrainMets.Dicom;

/// <summary>
/// One running mets-dicom. It parses files with native code, so it is a process of its own: a file that crashes it, hangs it or makes it
/// take too much memory ends that process and becomes an error message here.
/// </summary>
internal sealed class DicomWorkerProcess : IDisposable
{
    private const string Name = "mets-dicom";
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process process;
    private readonly Queue<string> lastErrors = new();

    private DicomWorkerProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        process.BeginErrorReadLine();
        Requests = new BinaryWriter(new BufferedStream(process.StandardInput.BaseStream, 1 << 16));
        Answers = new BinaryReader(new BufferedStream(process.StandardOutput.BaseStream, 1 << 16));
    }

    public BinaryWriter Requests { get; }

    public BinaryReader Answers { get; }

    public bool IsRunning => !process.HasExited;

    /// <summary>Its standard error, last lines only.</summary>
    public string Errors
    {
        get
        {
            lock (lastErrors)
            {
                return string.Join(' ', lastErrors);
            }
        }
    }

    /// <summary>True when this build came with the reader (on Debian: when libgdcm-cil was there at the build).</summary>
    public static bool IsAvailable => File.Exists(Path.Combine(AppContext.BaseDirectory, Name + ".dll"));

    /// <exception cref="DicomFileException">It is not there or does not start.</exception>
    public static DicomWorkerProcess Start(DicomLimits limits)
    {
        var program = Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        if (!IsAvailable)
        {
            throw new DicomFileException(
                $"This build cannot read DICOM: {Name} is not next to the program in {AppContext.BaseDirectory}. It is built when the C# "
                    + "binding of GDCM is there " +
                "(on Debian: apt-get install libgdcm-cil, then build again; docs/dicom.md). NIfTI files work without it.");
        }

        var own = Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null);
        var host = DotnetHost();
        if (host is null && !File.Exists(own))
        {
            throw new DicomFileException(
                $"This build cannot read DICOM: {program} needs the program 'dotnet' to run it, and none belongs to this runtime "
                    + $"({RuntimeEnvironment.GetRuntimeDirectory()}). Install the .NET runtime, or publish {Name} with its own host.");
        }

        var start = new ProcessStartInfo(host ?? own)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (host is not null)
        {
            start.ArgumentList.Add(program);
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = limits.MostBytes.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";

        // Compiled code is otherwise mapped twice, in pieces larger than what MemoryBound leaves free, and now and then that ends the
        // process.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        // glibc reserves 64 to 128 MiB of addresses for each thread that allocates
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        var started = new DicomWorkerProcess(Process.Start(start) ?? throw NotStarted(start.FileName));
        return started.IsReady() ? started : throw NotStarted(start.FileName);
    }

    /// <summary>
    /// The program that runs this one, or the one that came with its runtime: a package brings no host of its own, which would be made for
    /// one system. Null where the runtime is part of the program, as in a self-contained build, which brings a host for this one too.
    /// </summary>
    private static string? DotnetHost()
    {
        if (Environment.ProcessPath is { } running && Path.GetFileNameWithoutExtension(running) == "dotnet")
        {
            return running;
        }

        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var ofRuntime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(ofRuntime) ? ofRuntime : null;
    }

    /// <summary>Ends the process when <paramref name="limits"/> are passed; dispose to stop watching.</summary>
    public DicomWorkerWatchdog Watch(DicomLimits limits) => new(process, limits, WatchInterval);

    /// <summary>Waits a moment for the end that a broken pipe announced.</summary>
    public int? ExitCode() => process.WaitForExit(2000) ? process.ExitCode : null;

    public void Dispose()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        process.Dispose();
    }

    private static DicomFileException NotStarted(string file) => new($"{Name} did not start ({file}). Run 'mets doctor'.");

    /// <summary>
    /// Waits for the signal of the process that its libraries are loaded; a start is bounded by the usual time, whatever a file may take.
    /// </summary>
    private bool IsReady()
    {
        using var watch = Watch(DicomLimits.Default);
        try
        {
            if (Answers.ReadInt32() == DicomCodec.AnswerMark)
            {
                return true;
            }
        }
        catch (IOException)
        {
            // It ended before it could answer.
        }

        Dispose();
        return false;
    }

    private void KeepError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (lastErrors)
        {
            lastErrors.Enqueue(line.Trim());
            if (lastErrors.Count > 3)
            {
                lastErrors.Dequeue();
            }
        }
    }
}

/// <summary>Ends a process that takes too long or too much memory for one file.</summary>
internal sealed class DicomWorkerWatchdog : IDisposable
{
    private readonly Process process;
    private readonly DicomLimits limits;
    private readonly Timer timer;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public DicomWorkerWatchdog(Process process, DicomLimits limits, TimeSpan interval)
    {
        this.process = process;
        this.limits = limits;
        timer = new Timer(_ => Look(), null, interval, interval);
    }

    /// <summary>Why the process was ended; null while it was not.</summary>
    public string? Verdict { get; private set; }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        try
        {
            process.Refresh();
            if (Verdict is null && clock.Elapsed > limits.Time)
            {
                End($"it took longer than {limits.Time.TotalSeconds:0} seconds");
            }
            else if (Verdict is null && process.WorkingSet64 > limits.MostBytes)
            {
                End($"it took more than {limits.MostBytes >> 20} MiB of memory");
            }
        }
        catch (InvalidOperationException)
        {
            // It ended by itself between two looks.
        }
    }

    private void End(string verdict)
    {
        Verdict = verdict;
        process.Kill();
    }
}
