using System.CommandLine;
using System.Globalization;
using BrainMets.Model;
using BrainMets.Prediction;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>One run of the program: common options, output streams and cancellation.</summary>
internal sealed class Session
{
    public required Screen Screen { get; init; }

    /// <summary>Results for people and scripts: standard output.</summary>
    public IAnsiConsole Out => Screen.Out;

    /// <summary>Log and progress: standard error.</summary>
    public required Log Log { get; init; }

    /// <summary>Cancelled by Ctrl-C; passed to every operation that may run longer than a second.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>auto, cpu, cuda or cuda:N, as typed.</summary>
    public required string Device { get; init; }

    /// <summary>auto, fp32 or bf16, as typed.</summary>
    public required string Precision { get; init; }

    public required int Threads { get; init; }

    /// <summary>Null when not given: the seed of the configuration is used.</summary>
    public int? Seed { get; init; }

    public bool Verbose { get; init; }

    /// <summary>Print results and errors only.</summary>
    public bool Quiet { get; init; }

    public required ProgressStyle ProgressStyle { get; init; }

    public static Session Start(
        string program, ParseResult parsed, CommonOptions common, Screen screen, CancellationToken cancellation)
    {
        var quiet = parsed.GetValue(common.Quiet);
        var verbose = parsed.GetValue(common.Verbose);
        return new Session
        {
            Screen = screen,
            Log = new Log(program, screen.WriteLog, quiet ? LogLevel.Errors : verbose ? LogLevel.Details : LogLevel.Notes),
            Cancellation = cancellation,
            Device = parsed.GetRequiredValue(common.Device),
            Precision = parsed.GetRequiredValue(common.Precision),
            Threads = parsed.GetValue(common.Threads) ?? Environment.ProcessorCount,
            Seed = parsed.GetValue(common.Seed),
            Verbose = verbose,
            Quiet = quiet,
            ProgressStyle = quiet || parsed.GetValue(common.NoProgress)
                ? ProgressStyle.None
                : screen.Bar is null ? ProgressStyle.Lines : ProgressStyle.Bar,
        };
    }

    /// <summary>Where and in which precision to compute; sets up the native library, so call it only to compute.</summary>
    /// <exception cref="UsageException">The requested device is not available.</exception>
    public Compute Compute()
    {
        var device = Accelerator.ResolveDevice(Device);
        if (device != "cpu" && !(Accelerator.BuildHasCuda && Accelerator.HasNvidiaDriver))
        {
            var reason = Accelerator.BuildHasCuda
                ? "there is no NVIDIA driver"
                : "this build is for the CPU; build with METS_TORCH=cuda (docs/dependencies.md)";
            throw new UsageException($"--device {Device} cannot be used: {reason}.");
        }

        TorchRuntime.Configure(Threads);
        return new Compute(device, Accelerator.ResolvePrecision(Precision, Device) == "bf16"
            ? BrainMets.Model.Precision.Bf16
            : BrainMets.Model.Precision.Fp32);
    }

    /// <summary>Device, progress and cancellation for the library.</summary>
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

/// <summary>The options of every command (docs/commands.md); they may precede or follow the command's own.</summary>
internal sealed class CommonOptions
{
    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where to compute: auto, cpu, cuda or cuda:N",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
    };

    public Option<string> Precision { get; } = new("--precision")
    {
        Description = "Arithmetic of convolutions: auto, fp32 or bf16",
        HelpName = "PRECISION",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
    };

    public Option<int?> Threads { get; } = new("--threads")
    {
        Description = "Number of CPU threads (default: all)",
        HelpName = "N",
        Recursive = true,
    };

    public Option<int?> Seed { get; } = new("--seed")
    {
        Description = "Seed of all random numbers; the same seed gives the same results",
        HelpName = "S",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print results and errors only", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Log more, and show where an error arose", Recursive = true };

    public Option<bool> NoProgress { get; } = new("--no-progress")
    {
        Description = "No progress bar and no progress lines",
        Recursive = true,
    };

    public CommonOptions()
    {
        OptionValues.Require(Device, IsDevice, "auto, cpu, cuda or cuda:N (N = 0, 1, …)");
        OptionValues.Require(Precision, text => text is "auto" or "fp32" or "bf16", "auto, fp32 or bf16");
        OptionValues.RequireCount(Threads);
        OptionValues.RequireWholeNumber(Seed);
    }

    public void AddTo(Command root)
    {
        root.Add(Device);
        root.Add(Precision);
        root.Add(Threads);
        root.Add(Seed);
        root.Add(Quiet);
        root.Add(Verbose);
        root.Add(NoProgress);
    }

    private static bool IsDevice(string text) =>
        text is "auto" or "cpu" or "cuda"
        || (text.StartsWith("cuda:", StringComparison.Ordinal)
            && uint.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}

/// <summary>Rules for what may follow an option, checked on the text as typed, so that every error has the same form.</summary>
internal static class OptionValues
{
    /// <summary>Rejects values for which <paramref name="isAllowed"/> is false; the message states <paramref name="allowed"/>.</summary>
    public static void Require(Option option, Predicate<string> isAllowed, string allowed) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => !isAllowed(token.Value)))
        {
            result.AddError($"Option '{option.Name}' takes {allowed}; got '{token.Value}'.");
        }
    });

    public static void RequireCount(Option option) => Require(option, IsCount, "a whole number from 1");

    public static void RequireWholeNumber(Option option) => Require(
        option, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "a whole number");

    public static void RequireThreshold(Option option) => Require(option, IsThreshold, "a probability above 0 and at most 1");

    private static bool IsCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    private static bool IsThreshold(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1;
}
