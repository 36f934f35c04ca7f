using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;

namespace BrainMets.Reporting;

/// <summary>A finished experiment with the files it names, each read once.</summary>
internal sealed class ExperimentFolder(ExperimentResult result, string folder)
{
    private readonly Dictionary<string, EvaluationResult> evaluations = [];
    private readonly Dictionary<string, ComparisonResult> comparisons = [];

    public ExperimentResult Result => result;

    /// <summary>The main test set.</summary>
    public TestSetCases Main => result.Tests[0];

    /// <summary>Where a folder of the result lies.</summary>
    public string At(string relative) => Path.GetFullPath(relative, Path.GetFullPath(folder));

    public ModelResult? Model(string name) => result.Models.FirstOrDefault(m => m.Name == name);

    /// <summary>A network on the main test set; null when it was not judged there.</summary>
    public ModelEvaluation? Judgement(string model, OperatingThreshold at) =>
        Model(model)?.Judgements.FirstOrDefault(j => j.Test == Main.DataSet && j.At == at);

    /// <summary>The whole evaluation of a network on the main test set; null when it was not judged there.</summary>
    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public EvaluationResult? Evaluation(string model, OperatingThreshold at) => Judgement(model, at) is { } judgement ? EvaluationIn(judgement.Folder) : null;

    /// <summary>The evaluation that lies in a folder of the result.</summary>
    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public EvaluationResult EvaluationIn(string relative)
    {
        var place = At(relative);
        return evaluations.TryGetValue(place, out var known) ? known : evaluations[place] = EvaluationFile.Read(place);
    }

    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public ComparisonResult Comparison(string relative)
    {
        var place = At(relative);
        return comparisons.TryGetValue(place, out var known) ? known : comparisons[place] = ComparisonFile.Read(place);
    }

    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public CombinationSummary Combination(string relative) => CombinationFile.Read(At(relative))
        ?? throw new InvalidInputException(At(relative), $"holds no {CombinationFile.JsonName}. Run 'mets experiment run' again.");

    /// <summary>The strata of the strategy's gate; empty when the experiment has none.</summary>
    public IReadOnlyList<GateStratum> Strata() =>
        result.Models.SelectMany(m => m.Judgements).Select(j => j.ByGate).FirstOrDefault(g => g.Count > 0) ?? [];
}
