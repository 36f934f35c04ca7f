using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Model;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>One run of the program: what the user asked for everywhere, where to write, and when to stop.</summary>
internal sealed class Session
{
    public required Screen Screen { get; init; }

    /// <summary>Results for people and scripts: standard output.</summary>
    public IAnsiConsole Out => Screen.Out;

    /// <summary>What happens meanwhile: standard error.</summary>
    public required Log Log { get; init; }

    /// <summary>Fires on Ctrl-C; every door that runs longer than a second takes it.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>auto, cpu, cuda or cuda:N, as typed.</summary>
    public required string Device { get; init; }

    /// <summary>auto, fp32 or bf16, as typed.</summary>
    public required string Precision { get; init; }

    public required int Threads { get; init; }

    /// <summary>Null when not given, so that a configuration's own seed stands.</summary>
    public int? Seed { get; init; }

    public bool Verbose { get; init; }

    /// <summary>Print results and errors only.</summary>
    public bool Quiet { get; init; }

    public required ProgressStyle ProgressStyle { get; init; }

    public static Session Start(ParseResult parsed, CommonOptions common, CancellationToken cancellation)
    {
        var quiet = parsed.GetValue(common.Quiet);
        var verbose = parsed.GetValue(common.Verbose);
        var screen = Screen.Open();
        return new Session
        {
            Screen = screen,
            Log = new Log(screen.WriteLog, quiet ? LogLevel.Errors : verbose ? LogLevel.Details : LogLevel.Notes),
            Cancellation = cancellation,
            Device = parsed.GetRequiredValue(common.Device),
            Precision = parsed.GetRequiredValue(common.Precision),
            Threads = parsed.GetValue(common.Threads) ?? Environment.ProcessorCount,
            Seed = parsed.GetValue(common.Seed),
            Verbose = verbose,
            Quiet = quiet,
            ProgressStyle = quiet || parsed.GetValue(common.NoProgress) ? ProgressStyle.None : screen.Bar is null ? ProgressStyle.Lines : ProgressStyle.Bar,
        };
    }

    /// <summary>Where and in which precision to compute; sets up the native library, so call it only to compute.</summary>
    /// <exception cref="UsageException">The device asked for is not there.</exception>
    public Compute Compute()
    {
        var device = Accelerator.ResolveDevice(Device);
        if (device != "cpu" && !(Accelerator.BuildHasCuda && Accelerator.HasNvidiaDriver))
        {
            var reason = Accelerator.BuildHasCuda ? "there is no NVIDIA driver" : "this build is for the CPU; build with METS_TORCH=cuda (docs/dependencies.md)";
            throw new UsageException($"--device {Device} cannot be used: {reason}.");
        }

        TorchRuntime.Configure(Threads);
        return new Compute(device, Accelerator.ResolvePrecision(Precision, Device) == "bf16" ? BrainMets.Model.Precision.Bf16 : BrainMets.Model.Precision.Fp32);
    }

    /// <summary>What a run of the library is given from outside.</summary>
    public RunContext RunContext(IProgress<RunProgress> progress) => new()
    {
        Compute = Compute(),
        Threads = Threads,
        Version = Build.Version,
        Commit = Build.Commit,
        Progress = progress,
        Cancellation = Cancellation,
    };

    /// <summary>A line for people on standard output; not under --quiet.</summary>
    public void Say(string line)
    {
        if (!Quiet)
        {
            Out.WriteLine(line);
        }
    }
}
