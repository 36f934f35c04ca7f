using System.Globalization;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Cli;

/// <summary>Reads the two masks of a case and judges one against the other.</summary>
internal sealed class MaskEvaluation(MaskRules rules)
{
    private const string ReferenceOption = "--reference-labels";
    private const string PredictionOption = "--prediction-labels";

    /// <exception cref="InvalidInputException">A file cannot be read or is no mask, or the two lie on different grids.</exception>
    public EvaluatedCase Judge(MaskPair pair)
    {
        var reference = NiftiFile.ReadLabels(pair.Reference.MaskPath);
        var (predicted, alignment) = Predicted(pair, reference.Geometry);
        LesionSet Reference(Connectivity connectivity) =>
            Lesions(pair, reference, (pair.Reference.MaskPath, ReferenceOption), (rules.ReferenceLabels, connectivity));
        var chosen = rules.Matching.Connectivity;
        var least = rules.MinPredictedVolumeMm3;
        var (found, asked) = (Reference(chosen), predicted(chosen, least));
        return new EvaluatedCase(
            pair,
            Evaluator.Evaluate(found, asked, rules.Matching, rules.TolerancesMm) with { Alignment = alignment },
            !rules.Definitions ? []
                : chosen == Connectivity.Corners26 ? MatchingSensitivityAnalysis.Evaluate(found, asked)
                : MatchingSensitivityAnalysis.Evaluate(Reference(Connectivity.Corners26), predicted(Connectivity.Corners26, least)),
            least > 0 ? predicted(chosen, 0).Lesions.Count - asked.Lesions.Count : 0);
    }

    /// <summary>
    /// The prediction on the grid of the reference, split as asked (of maps without components below a volume in mm³), and what was done to bring it there.
    /// </summary>
    private (Func<Connectivity, double, LesionSet> Split, GridAlignment? Alignment) Predicted(MaskPair pair, VolumeGeometry grid)
    {
        var path = pair.Prediction.MaskPath;
        if (rules.Threshold is { } threshold)
        {
            var read = NiftiFile.Read(path);
            var resampled = Resampled(pair, read, grid, v => Resampler.Linear(v, grid, outside: 0));
            var map = new ProbabilityMap(pair.Case, pair.Patient, resampled ?? new Volume<float>(grid, read.Voxels));
            return (
                (c, mm3) => LesionFinder.Find(map, new LesionOptions { Connectivity = c, Threshold = threshold, OutlineThreshold = rules.OutlineThreshold, MinVolumeMm3 = mm3 }),
                resampled is null ? null : Alignment("linear", read.Geometry, grid, null));
        }

        var labels = NiftiFile.ReadLabels(path);
        var moved = Resampled(pair, labels, grid, v => Resampler.Nearest(v, grid));
        LesionSet Split(Volume<int> volume, Connectivity connectivity) =>
            Lesions(pair, volume, (path, PredictionOption), (rules.PredictionLabels, connectivity));
        return (
            (c, _) => Split(moved ?? new Volume<int>(grid, labels.Voxels), c),
            moved is null ? null : Alignment("nearest", labels.Geometry, grid, Split(labels, rules.Matching.Connectivity).Lesions.Sum(l => l.VolumeMm3)));
    }

    /// <summary>Null when the volume lies on the grid already.</summary>
    private Volume<T>? Resampled<T>(MaskPair pair, Volume<T> volume, VolumeGeometry grid, Func<Volume<T>, Volume<T>> resample)
        where T : unmanaged
    {
        if (volume.Geometry.SameGridAs(grid))
        {
            return null;
        }

        return rules.Align
            ? resample(volume)
            : throw new InvalidInputException(
                pair.Prediction.MaskPath,
                $"lies on another grid than its reference {pair.Reference.MaskPath}. Prediction: {volume.Geometry}. Reference: {grid}. Bring it "
                + "onto that grid, or give --align to have it resampled; the figures then include the error of resampling.");
    }

    private static LesionSet Lesions(
        MaskPair pair, Volume<int> labels, (string Path, string Option) source, (LabelChoice Labels, Connectivity Connectivity) choice) =>
        choice.Labels.Lesions(
            labels,
            source,
            mask => LesionFinder.Find(pair.Case, pair.Patient, mask, new LesionOptions { Connectivity = choice.Connectivity }),
            numbered => LesionFinder.FromLabels(pair.Case, pair.Patient, numbered));

    private static GridAlignment Alignment(string method, VolumeGeometry from, VolumeGeometry to, double? volumeBeforeMm3) =>
        new(method, from.ToString(), to.ToString(), volumeBeforeMm3);
}

/// <summary>How masks are read and judged.</summary>
internal sealed record MaskRules
{
    public required MatchingPreset Matching { get; init; }

    /// <summary>Turns predictions that are probability maps into masks; null when they are masks.</summary>
    public double? Threshold { get; init; }

    /// <summary>From which probability on a finding of a probability map is outlined; null for the threshold.</summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>Components of probability maps below this are dropped before they are judged, in mm³; 0 keeps all.</summary>
    public double MinPredictedVolumeMm3 { get; init; }

    public required IReadOnlyList<double> TolerancesMm { get; init; }

    public required LabelChoice ReferenceLabels { get; init; }

    public required LabelChoice PredictionLabels { get; init; }

    /// <summary>Resample a prediction that lies on another grid than its reference; otherwise it is refused.</summary>
    public bool Align { get; init; }

    /// <summary>Judge under every named preset as well.</summary>
    public bool Definitions { get; init; }

    /// <summary>True when the lesions are other regions than the components of the masks on disk, so that no picture can show them.</summary>
    public bool LesionsDifferFromMasks =>
        Matching.MergesLesions() || MinPredictedVolumeMm3 > 0 || ReferenceLabels.Text is not null || PredictionLabels.Text is not null;
}

/// <summary>
/// Which voxels of a file are lesion: of a mask those that are not 0; of a label map what the user says, because it may hold tissues
/// (take some of them) or numbered lesions (take each as one).
/// </summary>
internal sealed record LabelChoice
{
    private const int MostLabelsNamed = 10;

    private LabelChoice()
    {
    }

    /// <summary>As typed: "1,3", "any" or "each"; null for a mask.</summary>
    public string? Text { get; private init; }

    private HashSet<int>? Wanted { get; init; }

    /// <exception cref="UsageException">Neither labels nor any nor each.</exception>
    public static LabelChoice Parse(string? text, string option)
    {
        if (text is null or "any" or "each")
        {
            return new LabelChoice { Text = text };
        }

        var labels = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label > 0 ? label : 0)
            .ToHashSet();
        return labels.Contains(0)
            ? throw new UsageException($"{option} takes labels from 1 separated by commas (1,3), 'any' or 'each'; got '{text}'.")
            : new LabelChoice { Text = text, Wanted = labels };
    }

    /// <summary>The lesions of a file's voxels by this choice.</summary>
    /// <param name="labels">The voxels, whole numbers from 0.</param>
    /// <param name="source">The file, and the option that chooses its labels, for messages.</param>
    /// <param name="find">Splits a mask into lesions.</param>
    /// <param name="number">Takes each label as a lesion.</param>
    /// <exception cref="InvalidInputException">It holds several labels and none was chosen.</exception>
    public LesionSet Lesions(
        Volume<int> labels, (string Path, string Option) source, Func<Volume<byte>, LesionSet> find, Func<Volume<int>, LesionSet> number)
    {
        if (Text == "each")
        {
            return number(labels);
        }

        if (Text is null && Distinct(labels) is { Count: > 1 } several)
        {
            var named = string.Join(", ", several.Order().Take(MostLabelsNamed));
            throw new InvalidInputException(
                source.Path,
                $"holds the labels {named}{(several.Count > MostLabelsNamed ? ", …" : "")}; a mask has one value besides 0. Say what is lesion with "
                + $"{source.Option}: some labels ({source.Option} {several.Min()}), 'any' of them, or 'each' one a lesion of its own.");
        }

        return find(labels.Map(label => (byte)(label > 0 && (Wanted is null || Wanted.Contains(label)) ? 1 : 0)));
    }

    /// <summary>All labels but 0, or the first few more than are named.</summary>
    private static HashSet<int> Distinct(Volume<int> labels)
    {
        var distinct = new HashSet<int>();
        var voxels = labels.Voxels.AsSpan();
        while (voxels.IndexOfAnyExcept(0) is >= 0 and var next && distinct.Count <= MostLabelsNamed)
        {
            distinct.Add(voxels[next]);
            voxels = voxels[next..];
            var run = voxels.IndexOfAnyExcept(voxels[0]);
            voxels = run < 0 ? [] : voxels[run..];
        }

        return distinct;
    }
}

/// <summary>A case and what came of it; under every named preset too, where that was asked for.</summary>
/// <param name="Pair">The two files.</param>
/// <param name="Evaluation">Under the rules that were chosen.</param>
/// <param name="UnderEveryPreset">Empty when that was not asked for.</param>
/// <param name="Dropped">Predicted components that were too small to be judged.</param>
internal sealed record EvaluatedCase(MaskPair Pair, CaseEvaluation Evaluation, IReadOnlyList<CaseEvaluation> UnderEveryPreset, int Dropped);

/// <summary>Judges the probability maps of all cases at all thresholds; the main figures stay those of one.</summary>
internal sealed class MapSweep(MatchingPreset preset, double threshold, FreeResponseOptions options)
{
    private readonly List<MapEvaluation> judged = [];

    /// <summary>The threshold of the main figures.</summary>
    public double Threshold => threshold;

    /// <summary>From which probability on everything is outlined; null for the threshold.</summary>
    public double? OutlineThreshold => options.OutlineThreshold;

    /// <exception cref="InvalidInputException">A file cannot be read, is no probability map, or lies on another grid than its reference.</exception>
    public void Add(MaskPair pair)
    {
        var map = new ProbabilityMap(pair.Case, pair.Patient, NiftiFile.Read(pair.Prediction.MaskPath));
        var mask = NiftiFile.ReadMaskOn(pair.Reference.MaskPath, map.Probability.Geometry);
        var reference = LesionFinder.Find(pair.Case, pair.Patient, mask, new LesionOptions { Connectivity = preset.Connectivity });
        judged.Add(FreeResponseEvaluator.Evaluate(map, reference, preset, options));
    }

    /// <summary>What the sweep found over all cases judged so far.</summary>
    public FreeResponseResult Result() => FreeResponseEvaluator.Summarize(judged, options);
}
