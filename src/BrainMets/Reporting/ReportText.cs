using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>How numbers read in a report. What is undefined says so and why; it is never a number, an empty cell or "NaN".</summary>
internal static class NumberText
{
    public const string Undefined = "undefined";

    private const double Mm3PerCc = 1000;

    public static double Cc(double volumeMm3) => volumeMm3 / Mm3PerCc;

    /// <summary>Three significant digits, without exponent: 12.3, 0.258, 0.0105.</summary>
    public static string CcText(double? volumeMm3) => volumeMm3 is { } v && double.IsFinite(v) ? Significant(Cc(v)) : Undefined;

    public static string Ratio(double? value) => Fixed(value, "0.00");

    public static string Mm(double? value) => Fixed(value, "0.0");

    public static string Fixed(double? value, string format) => value is { } v && double.IsFinite(v) ? Plain(v, format) : Undefined;

    /// <summary>A coordinate with its sign, since the sign is the side of the patient.</summary>
    public static string SignedMm(double mm) => mm.ToString("+0.0;−0.0;0.0");

    /// <summary>The value, or "undefined (n = 0)".</summary>
    public static string Value(Estimate estimate, string format) =>
        IsDefined(estimate) ? Fixed(estimate.Value, format) : $"{Undefined} (n = {estimate.N})";

    /// <summary>"0.85 to 0.97", or a dash when there is no interval.</summary>
    public static string Interval(Estimate estimate, string format) =>
        estimate is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high)
            ? $"{Plain(low, format)} to {Plain(high, format)}"
            : "–";

    public static bool IsDefined(Estimate estimate) => estimate.Value is { } v && double.IsFinite(v);

    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => $"{seconds:0.0} s",
        < 120 => $"{seconds:0} s",
        < 7200 => $"{seconds / 60:0.0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    /// <summary>Without the sign of a zero: an interval never starts at "-0.00".</summary>
    private static string Plain(double value, string format)
    {
        var text = value.ToString(format);
        return text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
    }

    private static string Significant(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString("F" + decimals);
    }
}

/// <summary>How a volume bin is named.</summary>
internal static class VolumeBinText
{
    /// <summary>In cc, the lower end included: "0.1 to 0.4", "under 0.05", "1 and over".</summary>
    public static string Range(VolumeBin bin) => (bin.LowMm3, bin.HighMm3) switch
    {
        ({ } low, { } high) => $"{Short(low)} to {Short(high)}",
        (null, { } high) => $"under {Short(high)}",
        ({ } low, null) => $"{Short(low)} and over",
        _ => "all",
    };

    private static string Short(double volumeMm3) => NumberText.Cc(volumeMm3).ToString("0.####");
}

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

    public static string Stratum(GateStratum stratum) => Stratum(stratum.LowMm3, stratum.HighMm3);

    public static string Stratum(double? lowMm3, double? highMm3) => (lowMm3, highMm3) switch
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

    /// <summary>
    /// Two decimals, and more where two would round an end of the interval to 0 that is not 0: the reader must see on which side of 0 it
    /// lies.
    /// </summary>
    public static string DifferenceFormat(Estimate difference)
    {
        var nearest = new[] { difference.Low, difference.High }.OfType<double>()
            .Where(e => e != 0).Select(Math.Abs).DefaultIfEmpty(1).Min();
        return nearest >= 0.005 ? "+0.00;-0.00;0.00" : nearest >= 0.0005 ? "+0.000;-0.000;0.000" : "+0.0000;-0.0000;0.0000";
    }

    /// <summary>A figure with its interval below it, for the cell of a table.</summary>
    public static Html Cell(Estimate estimate, string format) => NumberText.IsDefined(estimate)
        ? Html.Of($"<strong>{NumberText.Fixed(estimate.Value, format)}</strong><br><span "
        + $"class=\"quiet\">{NumberText.Interval(estimate, format)}<br>n = {estimate.N}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, format)}</span>");

    /// <summary>For files; null for an open end.</summary>
    public static double? ValueCc(double? volumeMm3) => volumeMm3 is { } v ? NumberText.Cc(v) : null;

    /// <summary>What a network was trained with: "alpha 0.5; seed 1".</summary>
    public static string Values(ModelResult model) => string.Join("; ", model.Values.Select(v => $"{v.Key} {v.Value}"));

    /// <summary>Of a test of equivalence.</summary>
    public static string Verdict(bool? shown) => shown switch
    {
        true => "shown",
        false => "not shown",
        null => NumberText.Undefined,
    };

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
            : vary == TrainingSet ? value : $"{vary[(vary.LastIndexOf('.') + 1)..]} {value}";
    }
}

/// <summary>A main figure of an evaluation: how it is called, read and printed wherever it stands.</summary>
/// <param name="Key">In files for other programs.</param>
/// <param name="Title">Where its unit and what it rests on stand beside it.</param>
/// <param name="Name">Where it stands by itself.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Digits">Of its numbers.</param>
/// <param name="Items">What it rests on.</param>
/// <param name="Meaning">In a sentence.</param>
internal sealed record SummaryMetric(
    string Key, string Title, string Name, Func<EvaluationSummary, Estimate> Of, Digits Digits, string Items, string Meaning)
{
    private const string LesionFree = "patients without metastases";

    public static IReadOnlyList<SummaryMetric> All { get; } =
    [
        new("sensitivity", "Sensitivity", "Sensitivity", s => s.Sensitivity, Digits.Share, "reference lesions",
            "Found reference lesions / all reference lesions."),
        new("precision", "Precision", "Precision", s => s.Precision, Digits.Share, "predicted lesions",
            "True / (true + false): the share of predicted lesions that match a reference lesion."),
        new("f1", "F1", "F1", s => s.F1, Digits.Share, "lesions of both sides",
            "Found reference and true predicted lesions / all lesions of both sides; without merged lesions the harmonic mean of "
                + "sensitivity and "
                + "precision."),
        new("falsePositivesPerPatient", "False positives", "False positives per patient", s => s.FalsePositivesPerPatient, "0.00",
            "patients", "Predicted lesions that match no reference lesion.") { Unit = " per patient" },
        new("dice", "Dice", "Dice of found lesions", s => s.Dice, Digits.Share, "found lesions",
            "Overlap of the two segmentations of a found lesion, 0 to 1; mean over found lesions."),
        new("hd95Mm", "HD95", "HD95 of found lesions", s => s.Hd95Mm, Digits.Mm, "found lesions",
            "95th percentile of the distance between the two surfaces, the larger of both directions; mean over found lesions.")
        {
            Unit = Millimetres,
        },
    ];

    /// <summary>Where there are patients without metastases.</summary>
    public static IReadOnlyList<SummaryMetric> OfLesionFreePatients { get; } =
    [
        new("specificity", "Specificity", "Specificity", s => s.Specificity, Digits.Share, LesionFree,
            "Those of them without a prediction / all of them."),
        new("falsePositivesPerLesionFreePatient", "False positives, no metastases", "False positives per patient without metastases",
            s => s.FalsePositivesPerLesionFreePatient, "0.00", LesionFree, "False positives among them alone.") { Unit = " per patient" },
    ];

    /// <summary>After a value that stands beside the title.</summary>
    public string Unit { get; init; } = "";

    /// <summary>After a value that stands below the name.</summary>
    public string UnitBelowName => Unit == Millimetres ? Unit : "";

    public string NameWithUnit => Unit == Millimetres ? $"{Name} (mm)" : Name;

    private const string Millimetres = " mm";
}
