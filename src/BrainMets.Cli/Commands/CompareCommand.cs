using System.CommandLine;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Prediction;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets compare</c>: readers, people or models, side by side against one reference and each other.</summary>
internal static class CompareCommand
{
    public const string ProvenanceName = "provenance.json";

    public static void AddTo(AddCommand add)
    {
        var command = new Command("compare", "Compare readers, people or models, against one reference and each other");
        var reference = command.Optional<string?>("--reference", "PATH", "A mask, a folder of masks, or a dataset.json with references");
        var consensus = command.Optional<ConsensusMethod?>("--consensus", null, "Make the reference from the readers: majority or staple");
        var readers = command.Required<string[]>(
            "--reader", "NAME=PATH",
            "A reader and the path of their masks: a folder, the output of 'mets predict', or dataset.json#NAME; two or more");
        var thresholds = command.Several(
            "--threshold", "NAME=T", "This reader's files are probability maps; a voxel is lesion from this probability on");
        var minPredicted = command.Several(
            SmallestPrediction.OptionName, "[NAME=]MM3",
            "Drop components below this volume from probability maps, of all readers who give them or of one, before anything is compared");
        var margins = command.Several(
            "--margin", "METRIC=X",
            "Equivalence margin of a metric; adds tests for equivalence and non-inferiority. Metrics: " + string.Join(", ", MetricNames));
        var allowMissing = command.Flag("--allow-missing", "Leave out cases that a reader or the reference lacks");
        var matching = new MatchingOptions(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var atThreshold = Numbers("--threshold", parsed.GetRequiredValue(thresholds));
            var smallest = SmallestPrediction.ByReader(parsed.GetRequiredValue(minPredicted), atThreshold.Keys);
            var named = Readers(parsed.GetRequiredValue(readers), (atThreshold, smallest));
            var sources = Sources(parsed.GetValue(reference), parsed.GetValue(consensus), named);
            var pairing = CasePairing.OfReaders(sources, parsed.GetValue(allowMissing));
            if (pairing.LeftOut > 0)
            {
                session.Log.Warning(
                    $"{pairing.LeftOut} cases are missing for at least one reader and are left out; {pairing.Cases.Count} are compared.");
            }

            var runner = new ReaderStudyRunner(sources, parsed.GetValue(consensus), matching.Preset(parsed)) { SweepsMaps = true };
            NoteSmallOnes(session, named, runner.Preset.MinVolumeMm3);
            var options = new ComparisonOptions { Seed = session.Seed ?? 0, Margins = Margins(parsed.GetRequiredValue(margins)) };
            options.Validate();
            return Run(session, (sources, pairing.Cases), runner, options,
                output.Prepare(parsed, FilesOf(sources, pairing.Cases).Select(f => f.File.Path)));
        });
    }

    private static IEnumerable<string> MetricNames =>
        Enum.GetNames<PairedMetric>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName);

    private static int Run(
        Session session,
        (IReadOnlyList<SegmentationSource> Sources, IReadOnlyList<CaseFiles> Cases) compared,
        ReaderStudyRunner runner,
        ComparisonOptions options,
        string folder)
    {
        var cases = new List<CaseComparison>();
        var code = CaseBatch.Run(
            session, "compare", [.. compared.Cases.Select(c => (c.Case, c))], folder, c => cases.Add(runner.Compare(c)));
        if (cases.Count == 0)
        {
            return code;
        }

        var result = runner.Summarize(cases, options);
        ComparisonFile.Write(result, folder);
        var inputs = FilesOf(compared.Sources, compared.Cases).Select(f => ($"{f.File.Case}/{f.Source}", f.File.Path));
        var provenance = session.Provenance(options.Seed, inputs);
        JsonFile.Write(Path.Combine(folder, ProvenanceName), provenance, JsonFormats.Run);
        ComparisonTable.Write(session.Out, result);
        session.Say($"{Path.Combine(folder, ComparisonFile.JsonName)}; 'mets report {folder}' makes the report");
        return code;
    }

    /// <summary>The files that are compared, source by source.</summary>
    private static IEnumerable<(string Source, SegmentationFile File)> FilesOf(
        IReadOnlyList<SegmentationSource> sources, IReadOnlyList<CaseFiles> cases)
    {
        var compared = cases.Select(c => c.Case).ToHashSet(StringComparer.Ordinal);
        return sources.SelectMany(s => s.Files.Where(f => compared.Contains(f.Case)).Select(f => (s.Name, f)));
    }

    /// <summary>Warns that maps saved by 'mets predict' hold components that its masks do not.</summary>
    private static void NoteSmallOnes(Session session, List<SegmentationSource> readers, double ignoredBelowMm3)
    {
        // All files of a reader have the same rules.
        foreach (var reader in readers.Where(r => r.Files[0].Rules is { Probability: not null, DroppedBelowMm3: 0 }))
        {
            if (PredictionFolder.MinVolumeBeside(reader.Files.Select(f => f.Path)) is { } mm3 && mm3 > ignoredBelowMm3)
            {
                session.Log.Note(
                    $"'mets predict' dropped components below {mm3:0.##} mm³ from the masks of {reader.Name}; the maps have them still, "
                        + "and those that lie on no lesion count as false positives. "
                    + $"{SmallestPrediction.OptionName} {reader.Name}={mm3:0.##} drops them here too.");
            }
        }
    }

    private static List<SegmentationSource> Readers(
        string[] texts, (Dictionary<string, double> Thresholds, IReadOnlyDictionary<string, double> SmallestMm3) maps)
    {
        var named = texts.Select(t => NamedPath.Parse("--reader", t)).ToList();
        var names = named.Select(n => n.Name)
            .Concat([SegmentationSource.ReferenceName, ReaderStudyRunner.ConsensusName]).Distinct(StringComparer.Ordinal).Count();
        if (named.Count < 2 || names < named.Count + 2)
        {
            throw new UsageException(
                $"--reader is needed at least twice, each with a different name and none called '{SegmentationSource.ReferenceName}' or "
                    + $"'{ReaderStudyRunner.ConsensusName}'; "
                + $"got {string.Join(", ", named.Select(n => n.Name))}.");
        }

        if (maps.Thresholds.Keys.FirstOrDefault(t => named.TrueForAll(n => n.Name != t)) is { } unknown)
        {
            throw new UsageException(
                $"--threshold {unknown}=...: there is no reader '{unknown}'; known are {string.Join(", ", named.Select(n => n.Name))}.");
        }

        SegmentationRules RulesOf(string name) => maps.Thresholds.TryGetValue(name, out var threshold)
            ? new SegmentationRules
            {
                Probability = new LesionOptions { Threshold = threshold },
                DroppedBelowMm3 = maps.SmallestMm3.GetValueOrDefault(name),
            }
            : SegmentationRules.Mask;
        return [.. named.Select(n => SegmentationSource.At(n.Name, n.Path, RulesOf(n.Name)))];
    }

    private static List<SegmentationSource> Sources(string? reference, ConsensusMethod? consensus, List<SegmentationSource> readers) =>
        (reference, consensus) switch
        {
            (not null, null) => [SegmentationSource.At(SegmentationSource.ReferenceName, reference), .. readers],
            (null, not null) => readers,
            _ => throw new UsageException(
                "Give either --reference PATH or --consensus majority|staple: the readers are evaluated against one of them."),
        };

    private static Dictionary<string, double> Numbers(string option, string[] texts)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = NamedPath.Parse(option, text);
            if (!double.TryParse(value, out var number) || !double.IsFinite(number) || !numbers.TryAdd(name, number))
            {
                throw new UsageException($"{option} {text}: expected NAME=NUMBER, each name once.");
            }
        }

        return numbers;
    }

    private static Dictionary<PairedMetric, double> Margins(string[] texts) => Numbers("--margin", texts).ToDictionary(
        n => Enum.TryParse<PairedMetric>(n.Key, ignoreCase: true, out var metric) && Enum.IsDefined(metric) && !char.IsDigit(n.Key[0])
            ? metric
            : throw new UsageException($"--margin {n.Key}: there is no such metric; known are {string.Join(", ", MetricNames)}."),
        n => n.Value > 0 ? n.Value : throw new UsageException($"--margin {n.Key}={n.Value}: a margin must be above 0."));
}

/// <summary>The main metrics of a comparison for the terminal.</summary>
internal static class ComparisonTable
{
    public static void Write(IAnsiConsole console, ComparisonResult result)
    {
        console.Write(ReaderTable.ByReader(result));
        if (result.Consensus is { } method)
        {
            console.WriteLine(
                $"Each reader contributed to the consensus, which favours that reader. {LeaveOneOut.Note(method, result.Readers.Count)} "
                    + "All other results use the consensus of all.");
        }

        foreach (var reader in result.Readers.Where(r => r.DroppedPredictions is not null))
        {
            console.WriteLine(
                // checked above
                $"{reader.Name}: components of the maps below {reader.DroppedPredictions!.BelowMm3:0.##} mm³ were dropped before "
                    + "comparing: "
                + $"{reader.DroppedPredictions.Components}. No values at equal false-positive rates are given for {reader.Name}.");
        }

        foreach (var pair in result.Pairs)
        {
            console.Write(PairSection.Metrics(pair), $"{pair.First} minus {pair.Second}");
        }

        console.WriteLine(
            $"Cases: {result.Cases}, patients: {result.Patients}. Reference: {result.Reference}. Matching preset '{result.Matching.Name}'. "
            + $"Findings marked by all readers: {result.Undisputed}, by some only: {result.Disputed.Count} "
            + $"({ComparisonFile.DisputedName}).");
    }
}
