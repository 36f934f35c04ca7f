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

    public static Session Start(string program, ParseResult parsed, CommonOptions common, Screen screen, CancellationToken cancellation)
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

    /// <summary>Of a result that no network made.</summary>
    /// <param name="seed">Of its resampling.</param>
    /// <param name="inputs">Files read, by the name in the provenance.</param>
    public Provenance Provenance(int seed, IEnumerable<(string Name, string Path)> inputs) => new()
    {
        Version = Build.Version,
        Commit = Build.Commit,
        Seed = seed,
        Device = "cpu",
        Precision = "fp64",
        Threads = Threads,
        InputSha256 = inputs.ToDictionary(i => i.Name, i => FileHash.Of(i.Path)),
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
    public Option<string> Device { get; } = new Option<string>("--device")
    {
        Description = "Where to compute: auto, cpu, cuda or cuda:N",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "auto",
    }.Require(IsDevice, "auto, cpu, cuda or cuda:N (N = 0, 1, …)");

    public Option<string> Precision { get; } = new Option<string>("--precision")
    {
        Description = "Arithmetic of convolutions: auto, fp32 or bf16",
        HelpName = "PRECISION",
        DefaultValueFactory = _ => "auto",
    }.Require(text => text is "auto" or "fp32" or "bf16", "auto, fp32 or bf16");

    public Option<int?> Threads { get; } =
        new Option<int?>("--threads") { Description = "Number of CPU threads (default: all)", HelpName = "N" }.RequireCount();

    public Option<int?> Seed { get; } = new Option<int?>("--seed")
    {
        Description = "Seed of all random numbers; the same seed gives the same results",
        HelpName = "S",
    }.RequireWholeNumber();

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print results and errors only" };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Log more, and show where an error arose" };

    public Option<bool> NoProgress { get; } = new("--no-progress") { Description = "No progress bar and no progress lines" };

    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { Device, Precision, Threads, Seed, Quiet, Verbose, NoProgress })
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    private static bool IsDevice(string text) =>
        text is "auto" or "cpu" or "cuda"
        || (text.StartsWith("cuda:", StringComparison.Ordinal)
            && uint.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}

/// <summary>
/// Adds options to a command, which its help lists in the order in which they were added. A name may be followed by its short form:
/// "--output -o".
/// </summary>
internal static class CommandOptions
{
    /// <summary>A switch without a value.</summary>
    public static Option<bool> Flag(this Command command, string name, string description) =>
        command.Added(new Option<bool>(name) { Description = description });

    /// <summary>An option that may be left out.</summary>
    public static Option<T> Optional<T>(this Command command, string names, string? value, string description) =>
        command.Added(Named<T>(names, value, description));

    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(this Command command, string names, string value, string description)
    {
        var option = Named<T>(names, value, description);
        option.Required = true;
        return command.Added(option);
    }

    public static Option<T> WithDefault<T>(this Command command, string names, string value, string description, T defaultValue)
    {
        var option = Named<T>(names, value, description);
        option.DefaultValueFactory = _ => defaultValue;
        return command.Added(option);
    }

    /// <summary>An option that may be given several times, or not at all.</summary>
    public static Option<string[]> Several(this Command command, string names, string value, string description) =>
        command.WithDefault<string[]>(names, value, description, []);

    public static Argument<string> Argument(this Command command, string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        command.Add(argument);
        return argument;
    }

    private static Option<T> Added<T>(this Command command, Option<T> option)
    {
        command.Add(option);
        return option;
    }

    private static Option<T> Named<T>(string names, string? value, string description) =>
        names.Split(' ') is [var name, .. var aliases]
            ? new Option<T>(name, aliases) { Description = description, HelpName = value }
            : throw new ArgumentException("An option needs a name.", nameof(names));
}

/// <summary>Rules for what may follow an option, checked on the text as typed, so that every slip gets the same sentence.</summary>
internal static class OptionValues
{
    /// <summary>Refuses values that are not <paramref name="isAllowed"/>, in the words of <paramref name="allowed"/>.</summary>
    public static Option<T> Require<T>(this Option<T> option, Predicate<string> isAllowed, string allowed)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !isAllowed(token.Value)))
            {
                result.AddError($"Option '{option.Name}' takes {allowed}; got '{token.Value}'.");
            }
        });
        return option;
    }

    public static Option<T> RequireCount<T>(this Option<T> option) => option.Require(IsCount, "a whole number from 1");

    public static Option<T> RequireWholeNumber<T>(this Option<T> option) => option.Require(
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "a whole number");

    public static Option<T> RequireThreshold<T>(this Option<T> option) =>
        option.Require(IsThreshold, "a probability above 0 and at most 1");

    private static bool IsCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;

    private static bool IsThreshold(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1;
}
