using System.CommandLine;
using BrainMets.Imaging;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

/// <summary>How the brain is found: <c>--brain-extraction</c> and <c>--brain-model</c>, which go before a configuration or a trained model.</summary>
internal sealed class BrainOptions
{
    private static readonly string[] Methods = [.. Enum.GetNames<BrainExtractionMethod>().Select(name => name.ToLowerInvariant())];

    private readonly Option<string?> method = new("--brain-extraction")
    {
        Description = "How the brain is found: builtin, mindgrab or synthstrip (default: as configured, else builtin)",
        HelpName = "METHOD",
    };

    private readonly Option<string?> file = new("--brain-model") { Description = "The weights of mindgrab (model.bin) or synthstrip (.safetensors)", HelpName = "FILE" };

    public BrainOptions(Command command)
    {
        OptionValues.Require(method, text => Methods.Contains(text), string.Join(", ", Methods[..^1]) + " or " + Methods[^1]);
        command.Add(method);
        command.Add(file);
    }

    /// <summary>The weights file named, if one is.</summary>
    public IEnumerable<string> Paths(ParseResult parsed) => parsed.GetValue(file) is { } path ? [path] : [];

    /// <summary>Options with the choice of the command line, if there is one. A file that cannot be used is refused here, before any work.</summary>
    /// <exception cref="UsageException">A file is named for a method that has none.</exception>
    /// <exception cref="InvalidInputException">The weights are missing or not the network's.</exception>
    public PreprocessingOptions Apply(ParseResult parsed, PreprocessingOptions options)
    {
        var chosen = parsed.GetValue(method) is { } name ? Enum.Parse<BrainExtractionMethod>(name, ignoreCase: true) : options.BrainExtraction;
        var path = parsed.GetValue(file);
        if (chosen == BrainExtractionMethod.Builtin && path is not null)
        {
            throw new UsageException("--brain-model names weights, but builtin uses none. Give --brain-extraction mindgrab or synthstrip with it, or leave it away.");
        }

        var applied = options with
        {
            BrainExtraction = chosen,
            BrainModel = path is not null ? Path.GetFullPath(path) : chosen == options.BrainExtraction ? options.BrainModel : null,
        };
        BrainModel.Load(applied);
        return applied;
    }
}
