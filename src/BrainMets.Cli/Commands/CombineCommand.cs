using System.CommandLine;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets combine</c>: small lesions from one model, large ones from another, and how good a gate between them is.</summary>
internal static class CombineCommand
{
    private const double DefaultGateCc = 0.4;
    private const double Mm3PerCc = 1000;

    public static void AddTo(AddCommand add)
    {
        var command = new Command("combine", "Take small lesions from one model and large ones from another");
        var small = Model(command, "--small", "small");
        var large = Model(command, "--large", "large");
        var gate = command.Optional<double?>(
            "--gate-cc", "V", $"Predicted volume from which on the large model is taken, in cc (default {DefaultGateCc})");
        var reference = command.Optional<string?>(
            "--reference", "PATH", "Judge the gate: a mask, a folder of masks, or a dataset.json with references");
        var choose = command.Flag(
            "--choose-gate", "Choose the gate by its F1 on these cases, which must be validation cases; needs --reference");
        var ensemble = command.Optional<double?>(
            "--ensemble-threshold", "T", "For the baseline of mean probabilities (default: mean of the models' thresholds)");
        var allowMissing = command.Flag("--allow-missing", "Leave out cases that a side lacks");
        var matching = new MatchingOptions(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var models = (Small: NamedPath.Parse("--small", parsed.GetRequiredValue(small)),
                Large: NamedPath.Parse("--large", parsed.GetRequiredValue(large)));
            var references = parsed.GetValue(reference);
            Check(models, (parsed.GetValue(gate), parsed.GetValue(ensemble)), parsed.GetValue(choose), references);
            var preset = matching.Preset(parsed);
            if (references is null && preset != MatchingPreset.Default)
            {
                session.Log.Warning(
                    $"Without --reference nothing is matched: of the rules '{preset.Name}' only the {(int)preset.Connectivity} neighbours "
                        + "that join voxels are used.");
            }

            var pairing = CasePairing.OfModels(
                [
                    SegmentationSource.At(models.Small.Name, models.Small.Path),
                        SegmentationSource.At(models.Large.Name, models.Large.Path),
                    .. references is null ? [] : new[] { SegmentationSource.At("the reference", references) },
                ],
                parsed.GetValue(allowMissing));
            if (pairing.LeftOut > 0)
            {
                session.Log.Warning($"{pairing.LeftOut} cases are not on all sides and left out; {pairing.Cases.Count} are taken.");
            }

            CombinationCase[] cases = [.. pairing.Cases.Select(CombinationCase.Of)];
            var inputs = cases.SelectMany(c => new[] { c.Small.MaskPath, c.Large.MaskPath, c.ReferencePath }).OfType<string>();
            var folder = output.Prepare(parsed, inputs);
            var given = parsed.GetValue(choose) ? null : VolumeGate.At((parsed.GetValue(gate) ?? DefaultGateCc) * Mm3PerCc);
            var run = new CombineRun(session, new CombinationModels(models.Small.Name, models.Large.Name), preset, folder);
            return references is null && given is not null
                ? run.Combine(cases, given)
                : run.Evaluate(cases, given, parsed.GetValue(ensemble));
        });
    }

    private static Option<string> Model(Command command, string name, string size) => command.Required<string>(
        name, "NAME=PATH", $"The model for {size} lesions: a name, and a folder that 'mets predict' wrote or masks");

    private static void Check(
        (NamedPath Small, NamedPath Large) models, (double? GateCc, double? Ensemble) values, bool choose, string? reference)
    {
        var fault = (values.GateCc, values.Ensemble) switch
        {
            _ when models.Small.Name == models.Large.Name => $"Both models are called '{models.Small.Name}'; give each a name of its own.",
            ({ } cc, _) when !(cc > 0 && double.IsFinite(cc)) => $"Option '--gate-cc' takes a volume in cc, above 0 and finite; got {cc}.",
            (_, { } t) when !(t > 0 && t <= 1) => $"Option '--ensemble-threshold' takes a probability above 0 and at most 1; got {t}.",
            (not null, _) when choose => "Give either --gate-cc or --choose-gate, not both.",
            _ when choose && reference is null =>
                "Option '--choose-gate' needs --reference: a gate is chosen by how well it finds reference lesions.",
            (_, not null) when reference is null =>
                "Option '--ensemble-threshold' needs --reference: the ensemble is only made to be compared with.",
            _ => null,
        };
        if (fault is not null)
        {
            throw new UsageException(fault);
        }
    }
}

/// <summary>One run of <c>mets combine</c>: evaluates the gate where there are references, then puts the cases together.</summary>
internal sealed class CombineRun
{
    private readonly Session session;
    private readonly CombinationModels models;
    private readonly string folder;
    private readonly Provenance provenance;
    private readonly MatchingPreset preset;
    private readonly CaseCombiner combiner;

    public CombineRun(Session session, CombinationModels models, MatchingPreset preset, string folder)
    {
        (this.session, this.models, this.preset, this.folder) = (session, models, preset, folder);
        provenance = session.Provenance(session.Seed ?? 0, []);
        combiner = new CaseCombiner(models, provenance) { Connectivity = preset.Connectivity };
    }

    /// <summary>Puts the cases together at a gate decided beforehand; nothing is compared with anything.</summary>
    /// <returns>The exit code.</returns>
    public int Combine(IReadOnlyList<CombinationCase> cases, VolumeGate gate)
    {
        var combined = new List<(CombinationCase Case, CombinationManifest Manifest)>();
        var code = CaseBatch.Run(
            session, "combine", [.. cases.Select(c => (c.Id, c))], folder, c => combined.Add((c, combiner.Combine(c, gate, FolderOf(c)))));
        if (combined.Count > 0)
        {
            Finish(Summary(gate, combined));
        }

        return code;
    }

    /// <summary>Evaluates a gate on cases with references, a given one or one chosen there, and puts them together at it.</summary>
    /// <param name="cases">All with a reference.</param>
    /// <param name="given">The gate; null to choose one.</param>
    /// <param name="ensembleThreshold">For the mean of both models' probabilities; null for the mean of their thresholds.</param>
    /// <returns>The exit code.</returns>
    public int Evaluate(IReadOnlyList<CombinationCase> cases, VolumeGate? given, double? ensembleThreshold)
    {
        var evaluation = new GateEvaluation(cases, given, ensembleThreshold, preset, new CombinationOptions { Seed = provenance.Seed });
        var counted = new List<(CombinationCase Case, CaseGateCounts Counts)>();
        var code = CaseBatch.Run(session, "judge", [.. cases.Select(c => (c.Id, c))], folder, c => counted.Add((c, evaluation.Count(c))));
        if (counted.Count == 0)
        {
            return code;
        }

        var selection = evaluation.Select([.. counted.Select(c => c.Counts)]);
        var combined = selection.Gate is { } gate ? CombineEvaluated([.. counted.Select(c => c.Case)], gate) : [];
        Finish(Summary(selection.Gate, combined) with { MeanProbability = evaluation.Ensemble, Selection = selection });
        if (selection.Gate is null)
        {
            session.Log.Error("No gate can be chosen: there is neither a reference lesion nor a prediction. Nothing was put together.");
            return ExitCode.Failed;
        }

        return code;
    }

    private List<(CombinationCase Case, CombinationManifest Manifest)> CombineEvaluated(
        IReadOnlyList<CombinationCase> cases, VolumeGate gate) =>
        ProgressDisplay.Show(session, progress =>
        {
            var combined = new List<(CombinationCase, CombinationManifest)>();
            foreach (var (i, @case) in cases.Index())
            {
                session.Cancellation.ThrowIfCancellationRequested();
                progress.Report(new RunProgress("combine", (double)i / cases.Count, @case.Id));
                combined.Add((@case, combiner.Combine(@case, gate, FolderOf(@case))));
            }

            progress.Report(new RunProgress("combine", 1, $"{cases.Count} cases"));
            return combined;
        });

    private string FolderOf(CombinationCase @case) => Path.Combine(folder, @case.Id);

    private CombinationSummary Summary(VolumeGate? gate, IReadOnlyList<(CombinationCase Case, CombinationManifest Manifest)> combined) =>
        new()
        {
            Models = models,
            Gate = gate,
            Connectivity = preset.Connectivity,
            Counts = gate is null ? null : CombinationCounts.Sum(combined.Select(c => c.Manifest.Counts)),
            Cases = [.. combined.Select(c => new CaseCounts(c.Case.Id, c.Case.Patient, c.Manifest.Counts))],
            MeanProbability = null,
            Selection = null,
            Provenance = provenance with
            {
                InputSha256 = combined.SelectMany(
                c => c.Manifest.Provenance.InputSha256.Select(i => KeyValuePair.Create($"{c.Case.Id}/{i.Key}", i.Value))).ToDictionary(),
            },
        };

    private void Finish(CombinationSummary summary)
    {
        CombinationFile.Write(summary, folder);
        CombinationTable.Write(session.Out, summary);
        session.Say(Path.Combine(folder, CombinationFile.JsonName)
            + (summary.Selection is null ? "" : $"; 'mets report {folder}' makes a page of it"));
    }
}

/// <summary>A combination for the terminal; undefined is written as such, never as a number.</summary>
internal static class CombinationTable
{
    public static void Write(IAnsiConsole console, CombinationSummary summary)
    {
        if (summary.Selection is { } selection)
        {
            console.Write(CombinationReport.Rules(summary.Models, selection));
            foreach (var sentence in CombinationText.Sentences(summary, selection))
            {
                console.WriteLine(sentence);
            }
        }

        if (summary is { Gate: { } gate, Counts: { } c })
        {
            console.WriteLine(
                $"{summary.Cases.Count} cases put together, {CombinationText.Gate(gate, summary.Models)}: {c.Findings} findings, "
                    + $"{c.SeenByBoth} seen by both; "
                + $"{c.TakenFromSmall} taken from {summary.Models.Small}, {c.TakenFromLarge} from {summary.Models.Large}; "
                + $"dropped {c.DroppedBelowGate} small ones seen only by {summary.Models.Large} and {c.DroppedFromGateOn} large ones seen "
                + $"only by {summary.Models.Small}. "
                + $"{c.CombinedLesions} lesions{(c.JoinedLesions > 0 ? $", {c.JoinedLesions} of them joined of touching outlines" : "")}."
                + (summary.Connectivity is { } neighbours ? $" Voxels join to lesions by {(int)neighbours} neighbours." : ""));
        }
    }
}
