using System.CommandLine;
using System.Globalization;

namespace BrainMets.Cli;

/// <summary>The options every command understands (docs/commands.md); they may stand before or after the command's own.</summary>
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
        Description = "Seed of every random draw; the same seed gives the same results",
        HelpName = "S",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print results and errors only", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Log more, and show where an error arose", Recursive = true };

    public Option<bool> NoProgress { get; } = new("--no-progress") { Description = "No progress bar and no progress lines", Recursive = true };

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
        || (text.StartsWith("cuda:", StringComparison.Ordinal) && uint.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
