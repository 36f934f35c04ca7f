using System.CommandLine;
using BrainMets.Experiments;

namespace BrainMets.Cli;

/// <summary>Which networks predict: one, several averaged, one more that confirms, each perhaps with the mirrored scan too.</summary>
internal sealed class EnsembleOptions
{
    private readonly Option<string[]> models = new("--model", "-m")
    {
        Description = "A shipped model by name, a model folder, a run folder or a .safetensors file; several are averaged",
        HelpName = "MODEL",
        DefaultValueFactory = _ => [ShippedModels.Default],
    };

    private readonly Option<string?> confirm = new("--confirm-with")
    {
        Description = "A second, precise model: what it finds too is confirmed, the rest is to be reviewed",
        HelpName = "MODEL",
    };

    private readonly Option<bool> mirror = new("--mirror") { Description = "Predict the mirrored scan too and average; takes twice as long" };

    public EnsembleOptions(Command command)
    {
        command.Add(models);
        command.Add(confirm);
        command.Add(mirror);
    }

    public bool Mirror(ParseResult parsed) => parsed.GetValue(mirror);

    /// <summary>The weights files and folders named.</summary>
    public IEnumerable<string> Paths(ParseResult parsed) =>
        parsed.GetRequiredValue(models).Concat(parsed.GetValue(confirm) is { } other ? [other] : []).Select(ShippedModels.Resolve);

    /// <summary>What the cards of the models say they must not be used for; null when none has a card.</summary>
    public string? Limits(ParseResult parsed)
    {
        var limits = Paths(parsed).Select(path => ModelSource.At(path).Card?.Limits).OfType<string>().Distinct().ToList();
        return limits.Count == 0 ? null : string.Join(" ", limits);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="device">Where they compute.</param>
    /// <param name="thresholdOf">At which threshold a network finds lesions by itself, and from which it outlines them.</param>
    public ModelEnsemble Load(ParseResult parsed, string device, Func<LoadedModel, (double Find, double? Outline)> thresholdOf)
    {
        LoadedModel[] averaged = [.. parsed.GetRequiredValue(models).Select(m => LoadedModel.Load(ShippedModels.Resolve(m), device))];
        return ModelEnsemble.Of(averaged, parsed.GetValue(confirm) is { } other ? LoadedModel.Load(ShippedModels.Resolve(other), device) : null, thresholdOf);
    }
}
