using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Statistics;
using Spectre.Console;
using Table = BrainMets.Reporting.Table;

namespace BrainMets.Cli;

/// <summary>
/// <c>mets assemble</c>: a model folder of trained networks, with operating points and calibration chosen on validation cases.
/// </summary>
internal static class AssembleCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command(
            "assemble", "Make a model folder of trained networks: averaged, calibrated, with operating points; goes on with --resume");
        var models = command.Required<string[]>(
            "--model -m", "MODEL",
            "A shipped model by name, a model folder, a run folder or a .safetensors file; may be given several times");
        var datasets = command.Required<string[]>(
            "--dataset -d", "FILE", "The validation cases with references, dataset.json; may be given several times");
        var only = command.Optional<string?>(
            "--cases", "FILE", "Take these cases only: a text file with one id a line, or the split.json of a run (its validation cases)");
        var name = command.Required<string>("--name", "NAME", "What the model is called in results")
            .Require(IsName, "letters, digits, '.', '_' and '-'");
        var trainedOn = command.Optional<string?>("--trained-on", "TEXT", "For the card: what the networks learned from, in a sentence");
        var limits = command.Optional<string?>(
            "--limits", "TEXT", "For the card: what the model must not be used for; stands in every prediction");
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            string[] paths = [.. parsed.GetRequiredValue(models).Select(ShippedModels.Resolve)];
            var files = parsed.GetRequiredValue(datasets);
            var cases = ChosenCases.Of(files, parsed.GetValue(only));
            var plan = new AssemblyPlan
            {
                Name = parsed.GetRequiredValue(name),
                Models = paths,
                Cases = cases,
                TrainedOn = parsed.GetValue(trainedOn),
                Limits = parsed.GetValue(limits),
            };
            if (output.Resumes(parsed) && ModelSource.IsModelFolder(output.FullPath(parsed)))
            {
                throw new UsageException($"The model in {output.FullPath(parsed)} is finished. Give --overwrite to make it anew.");
            }

            return Run(session, plan, output.Prepare(parsed, [.. paths, .. files, .. cases.SelectMany(c => c.Files())]));
        });
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static int Run(Session session, AssemblyPlan plan, string folder)
    {
        var made = ProgressDisplay.Show(session, progress => ModelAssembly.Run(plan, folder, session.RunContext(progress)));
        ModelReadme.Write(made);
        made.Commit();
        foreach (var warning in made.Warnings)
        {
            session.Log.Warning(warning);
        }

        PointTable.Write(session, made.Card);
        session.Say($"model: {folder}");
        return ExitCode.Done;
    }
}

/// <summary>The cases of some data sets that a list names.</summary>
internal static class ChosenCases
{
    /// <param name="datasets">Files dataset.json.</param>
    /// <param name="list">A text file with one id a line, or split.json of a run; null for all.</param>
    /// <exception cref="UsageException">Two cases of one id, or an id that no data set has.</exception>
    /// <exception cref="InvalidInputException">A file cannot be read.</exception>
    public static IReadOnlyList<Case> Of(string[] datasets, string? list)
    {
        List<Case> all = [.. datasets.SelectMany(file => DatasetIndex.Load(file).Cases)];
        if (all.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"Two of the data sets have a case '{twice.Key}'. Give their cases different ids.");
        }

        if (list is null)
        {
            return all;
        }

        var ids = Ids(list).ToHashSet(StringComparer.Ordinal);
        var unknown = ids.Where(id => !all.Exists(c => c.Id == id)).ToList();
        return ids.Count == 0
            ? throw new UsageException($"{list} names no case. It needs one id a line, or validation cases of a split.json.")
            : unknown.Count == 0 ? [.. all.Where(c => ids.Contains(c.Id))]
            : throw new UsageException(
                $"{list} names {unknown.Count} cases that are not in the data sets: {string.Join(", ", unknown.Take(10))}. Give their "
                    + "dataset.json with -d too, or take them off the list.");
    }

    private static IReadOnlyList<string> Ids(string list)
    {
        if (!File.Exists(list))
        {
            throw new InvalidInputException(
                list, "does not exist. --cases takes a text file with one case id a line, or the split.json of a run.");
        }

        return list.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? JsonFile.Read<RunSplit>(list).Validation
                ?? throw new InvalidInputException(list, "is no split.json of a run: it has no \"validation\".")
            : [.. File.ReadAllLines(list).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
    }
}

/// <summary>The operating points of a model that was made, for the terminal.</summary>
internal static class PointTable
{
    public static void Write(Session session, ModelCard card)
    {
        if (session.Quiet || card.Validation is not { } validation)
        {
            return;
        }

        var table = new Table(
            Column.Text("network"), Column.Text("point"), Column.Number("threshold"), Column.Number("sensitivity"),
            Column.Number("false positives per scan"), Column.Number("panoptic quality"), Column.Number("Dice of found lesions"));
        NetworkMetrics[] all = validation.Networks.Count == 1 ? [validation.Ensemble] : [.. validation.Networks, validation.Ensemble];
        foreach (var (network, point) in all.SelectMany(n => n.Points.Select(p => (n, p))))
        {
            var figures = point.HeldOut ?? point.SameCases;
            table.Add(
                network.Name, point.Point, $"{point.Threshold:0.####}", Text(figures.Sensitivity), Text(figures.FalsePositivesPerCase),
                Text(figures.PanopticQuality), Text(figures.Dice));
        }

        session.Out.Write(table);
        session.Out.WriteLine(
            $"{validation.Cases} scans of {validation.Patients} patients, {validation.Lesions} lesions. Each patient judged at the "
                + "thresholds that the others choose; 95 % intervals over patients.");
        if (card.Calibration is { } calibration && validation.Voxels is { } voxels)
        {
            session.Out.WriteLine(
                $"calibration: slope {calibration.Slope:0.###}, intercept {calibration.Intercept:0.###}; error from probability 0.1 on "
                + $"{NumberText.Fixed(voxels.ErrorBeforeFromTenth, "0.000")} before, "
                + $"{NumberText.Fixed(voxels.ErrorAfterFromTenth, "0.000")} after");
        }
    }

    private static string Text(Estimate estimate) => $"{NumberText.Value(estimate, "0.00")} ({NumberText.Interval(estimate, "0.00")})";
}
