using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>
/// A finished experiment with all numbers that a report shows. Results of schema version 1 lack some of them: these are computed here from
/// the files that the result names, by the functions that an experiment itself runs, so that old folders can still be reported.
/// </summary>
internal sealed class CompletedExperiment
{
    private readonly string folder;
    private readonly List<string> computed = [];

    private CompletedExperiment(ExperimentResult result, string folder)
    {
        this.folder = folder;
        Result = result with
        {
            DataSets = [.. result.DataSets.Select(WithQuartiles)],
            Comparisons = [.. result.Comparisons.Select(c => c.Differences is null ? c with { Differences = Differences(result, c) } : c)],
        };
        SecondReader = result.SecondReader switch
        {
            null => [], { ReaderFolder: { } alone } => EvaluationFile.Read(At(alone)).Cases,
            var reader => OfReader(result, reader),
        };
        Computed = [.. computed.Distinct()];
    }

    public ExperimentResult Result { get; }

    /// <summary>The second reader on the main test set, case by case; empty without a second reader.</summary>
    public IReadOnlyList<CaseEvaluation> SecondReader { get; }

    /// <summary>Description of what the result lacked and was computed here; empty for a result of the current version.</summary>
    public IReadOnlyList<string> Computed { get; }

    /// <param name="result">Of experiment.json.</param>
    /// <param name="folder">Where it lies.</param>
    /// <exception cref="InvalidInputException">An evaluation or comparison that the result names is missing or damaged.</exception>
    public static CompletedExperiment Of(ExperimentResult result, string folder) => new(result, folder);

    /// <summary>The result as a former version would have written it.</summary>
    internal static ExperimentResult WithoutAdditions(ExperimentResult result, int schemaVersion) => result with
    {
        SchemaVersion = schemaVersion,
        DataSets = [.. result.DataSets.Select(d => d with { LesionsPerCaseQuartiles = null, LesionVolumeQuartilesCc = null })],
        Comparisons = [.. result.Comparisons.Select(c => c with { Differences = null })],
        SecondReader = result.SecondReader is { } reader ? reader with { ReaderFolder = null } : null,
    };

    private DataSetStatistics WithQuartiles(DataSetStatistics set)
    {
        if (set is { LesionsPerCaseQuartiles: not null, LesionVolumeQuartilesCc: not null })
        {
            return set;
        }

        computed.Add("quartiles of the data sets");
        return set.WithQuartiles();
    }

    private IReadOnlyList<ModelDifference> Differences(ExperimentResult result, ModelComparison comparison)
    {
        if (result.Models.SelectMany(m => m.Judgements).Select(j => j.ByGate).FirstOrDefault(g => g.Count > 0) is not { } strata)
        {
            return [];
        }

        computed.Add("differences below and above the gate");
        var options = ComparisonFile.Read(At(comparison.FixedFolder)).Options;
        return ModelDifferences.Of(
            comparison.Models,
            strata,
            (model, at) => OnMainTest(result, model, at) is { } evaluation ? EvaluationFile.Read(At(evaluation.Folder)) : null,
            new SummaryOptions { Resamples = options.Resamples, Seed = options.Seed });
    }

    private static ModelEvaluation? OnMainTest(ExperimentResult result, string model, OperatingThreshold at) => result.Models
        .FirstOrDefault(m => m.Name == model)?.Judgements
        .FirstOrDefault(j => j.Test == result.Tests[0].DataSet && j.At == at);

    /// <summary>Cases that cannot be read are left out: they only miss a picture.</summary>
    private List<CaseEvaluation> OfReader(ExperimentResult result, ParallelComparison reader)
    {
        computed.Add("the evaluation of the second reader");
        var runner = new EvaluationRunner(new EvaluationRules { Matching = ComparisonFile.Read(At(reader.ChosenFolder)).Matching });
        var evaluated = new List<CaseEvaluation>();
        foreach (var @case in result.Tests[0].Cases)
        {
            SegmentationFile Of(string path) => new() { Case = @case.Id, Patient = @case.Patient, Path = path };
            if (@case.ReaderPaths.GetValueOrDefault(reader.Reader) is not { } path || !File.Exists(path))
            {
                continue;
            }

            try
            {
                evaluated.Add(runner.Evaluate(CaseFiles.Of(@case.Id, [Of(@case.ReferencePath), Of(path)])).Evaluation);
            }
            catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        return evaluated;
    }

    private string At(string relative) => Path.GetFullPath(relative, Path.GetFullPath(folder));
}
