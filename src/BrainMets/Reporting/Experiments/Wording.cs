using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>How models, thresholds, gates, intervals and p-values read throughout the report of an experiment.</summary>
internal static class ReportText
{
    private const string TrainingSet = "trainingSet";

    public static string Count(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";

    /// <summary>"the fixed threshold 0.5", "each network's chosen threshold".</summary>
    public static string Threshold(OperatingThreshold at, double fixedThreshold) =>
        at == OperatingThreshold.Fixed ? $"the fixed threshold {Short(fixedThreshold)}" : "each network's chosen threshold";

    public static string Word(OperatingThreshold at) => at == OperatingThreshold.Fixed ? "fixed" : "chosen";

    public static string Short(double number) => number.ToString("0.####");

    public static string Cc(double volumeMm3) => NumberText.Cc(volumeMm3).ToString("0.####");

    public static string Stratum(GateStratum stratum) => (stratum.LowMm3, stratum.HighMm3) switch
    {
        (null, { } high) => $"below {Cc(high)} cc",
        ({ } low, null) => $"from {Cc(low)} cc on",
        ({ } low, { } high) => $"{Cc(low)} to {Cc(high)} cc",
        _ => "all sizes",
    };

    /// <summary>Short names of compared models: the value they differ in; their full names where that would not tell them apart.</summary>
    public static IReadOnlyDictionary<string, string> Labels(ModelComparison comparison, ExperimentResult result)
    {
        var labels = comparison.Models.ToDictionary(m => m, m => Label(m, comparison.Vary, result));
        return labels.Values.Distinct().Count() == labels.Count ? labels : comparison.Models.ToDictionary(m => m, m => m);
    }

    /// <summary>"0.61 [0.50 to 0.71]"; without interval the value alone, and what is undefined says so.</summary>
    public static string Bracketed(Estimate estimate, string format) => estimate switch
    {
        { Value: null } => NumberText.Undefined,
        { Low: null } or { High: null } => $"{NumberText.Fixed(estimate.Value, format)} [no interval]",
        _ => $"{NumberText.Fixed(estimate.Value, format)} [{NumberText.Interval(estimate, format)}]",
    };

    /// <summary>Two decimals, and more where two would round an end of the interval to 0 that is not 0: the reader must see on which side of 0 it lies.</summary>
    public static string DifferenceFormat(Estimate difference)
    {
        var nearest = new[] { difference.Low, difference.High }.OfType<double>().Where(e => e != 0).Select(Math.Abs).DefaultIfEmpty(1).Min();
        return nearest >= 0.005 ? "+0.00;-0.00;0.00" : nearest >= 0.0005 ? "+0.000;-0.000;0.000" : "+0.0000;-0.0000;0.0000";
    }

    /// <summary>A figure with its interval below it, for the cell of a table.</summary>
    public static Html Cell(Estimate estimate, string format) => NumberText.IsDefined(estimate)
        ? Html.Of($"<strong>{NumberText.Fixed(estimate.Value, format)}</strong><br><span class=\"quiet\">{NumberText.Interval(estimate, format)}<br>n = {estimate.N}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, format)}</span>");

    public static string P(double? p) => p is { } value ? value < 0.001 ? "< 0.001" : value.ToString("0.000") : "–";

    /// <summary>Letters, digits and '-', for names of files.</summary>
    public static string Slug(string text)
    {
        var letters = text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').ToArray();
        var slug = string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length > 0 ? slug : "x";
    }

    private static string Label(string name, string vary, ExperimentResult result)
    {
        var model = result.Models.FirstOrDefault(m => m.Name == name);
        return model is null || !model.Values.TryGetValue(vary, out var value) ? name
            : vary == TrainingSet ? value
            : $"{vary[(vary.LastIndexOf('.') + 1)..]} {value}";
    }
}
