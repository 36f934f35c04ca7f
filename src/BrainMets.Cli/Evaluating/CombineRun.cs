using BrainMets.Evaluation;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary>One run of <c>mets combine</c>: judges the gate where there are references, then puts the cases together.</summary>
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
        provenance = new Provenance
        {
            Version = Build.Version,
            Commit = Build.Commit,
            Seed = session.Seed ?? 0,
            Device = "cpu",
            Precision = "fp64",
            Threads = session.Threads,
        };
        combiner = new CaseCombiner(models, provenance) { Connectivity = preset.Connectivity };
    }

    /// <summary>Puts the cases together at a gate decided beforehand; nothing is compared with anything.</summary>
    /// <returns>The exit code.</returns>
    public int Combine(IReadOnlyList<CombinationCase> cases, VolumeGate gate)
    {
        var combined = new List<(CombinationCase Case, CombinationManifest Manifest)>();
        var code = CaseBatch.Run(session, "combine", [.. cases.Select(c => (c.Id, c))], folder, c => combined.Add((c, combiner.Combine(c, gate, FolderOf(c)))));
        if (combined.Count > 0)
        {
            Finish(Summary(gate, combined));
        }

        return code;
    }

    /// <summary>Judges a gate on cases with references, a given one or one chosen there, and puts them together at it.</summary>
    /// <param name="cases">All with a reference.</param>
    /// <param name="given">The gate; null to choose one.</param>
    /// <param name="ensembleThreshold">For the mean of both models' probabilities; null for the mean of their thresholds.</param>
    /// <returns>The exit code.</returns>
    public int Judge(IReadOnlyList<CombinationCase> cases, VolumeGate? given, double? ensembleThreshold)
    {
        var options = new CombinationOptions { Seed = provenance.Seed };
        var gates = VolumeGate.Ladder(options.GatesMm3.Concat(given?.VolumeMm3 is { } mm3 ? [mm3] : []));
        var ensemble = MeanProbability.For(cases, ensembleThreshold);
        var counted = new List<(CombinationCase Case, CaseGateCounts Counts)>();
        var code = CaseBatch.Run(
            session, "judge", [.. cases.Select(c => (c.Id, c))], folder, c => counted.Add((c, CaseCombiner.Count(c, gates, preset, ensemble))));
        if (counted.Count == 0)
        {
            return code;
        }

        CaseGateCounts[] counts = [.. counted.Select(c => c.Counts)];
        var selection = given is null
            ? GateSelection.Choose(counts, gates, preset, options)
            : GateSelection.Judge(counts, (gates, given), preset, options);
        var combined = selection.Gate is { } gate ? CombineJudged([.. counted.Select(c => c.Case)], gate) : [];
        Finish(Summary(selection.Gate, combined) with { MeanProbability = ensemble, Selection = selection });
        if (selection.Gate is null)
        {
            session.Log.Error("No gate can be chosen: there is neither a reference lesion nor a prediction. Nothing was put together.");
            return ExitCode.Failed;
        }

        return code;
    }

    private List<(CombinationCase Case, CombinationManifest Manifest)> CombineJudged(IReadOnlyList<CombinationCase> cases, VolumeGate gate) =>
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

    private CombinationSummary Summary(VolumeGate? gate, IReadOnlyList<(CombinationCase Case, CombinationManifest Manifest)> combined) => new()
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
            InputSha256 = combined.SelectMany(c => c.Manifest.Provenance.InputSha256.Select(i => KeyValuePair.Create($"{c.Case.Id}/{i.Key}", i.Value))).ToDictionary(),
        },
    };

    private void Finish(CombinationSummary summary)
    {
        CombinationFile.Write(summary, folder);
        CombinationTable.Write(session.Out, summary);
        session.Say(Path.Combine(folder, CombinationFile.JsonName) + (summary.Selection is null ? "" : $"; 'mets report {folder}' makes a page of it"));
    }
}

/// <summary>Which masks of two models, and which reference, are of one case.</summary>
internal sealed record ModelPairing(IReadOnlyList<CombinationCase> Cases, int LeftOut)
{
    /// <summary>Pairs by case; where every side is one mask and one of them a file given by itself, they belong together whatever their names.</summary>
    /// <param name="sides">The model for small lesions, the one for large ones and, where there is one, the reference: each as it is called and its masks.</param>
    /// <param name="allowMissing">Leave out cases that a side lacks.</param>
    /// <exception cref="InvalidInputException">A side lacks a case and that is not allowed, or no case is on all sides.</exception>
    public static ModelPairing Of(IReadOnlyList<(string Name, MaskSet Masks)> sides, bool allowMissing)
    {
        if (sides.All(s => s.Masks.Masks.Count == 1) && sides.Any(s => s.Masks.IsSingleFile))
        {
            var id = sides.Where(s => !s.Masks.IsSingleFile).Select(s => s.Masks.Masks[0].Case).FirstOrDefault() ?? sides[0].Masks.Masks[0].Case;
            return new ModelPairing([Case(id, [.. sides.Select(s => s.Masks.Masks[0])])], 0);
        }

        var byCase = sides.Select(s => s.Masks.Masks.ToDictionary(m => m.Case)).ToArray();
        var all = byCase.SelectMany(m => m.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var shared = all.Where(id => byCase.All(m => m.ContainsKey(id))).ToArray();
        if (shared.Length == 0 || (shared.Length < all.Length && !allowMissing))
        {
            var faults = sides.Zip(byCase, (side, masks) => Fault(side.Name, [.. all.Where(id => !masks.ContainsKey(id))])).OfType<string>();
            var remedy = shared.Length == 0 ? "No case is on all sides; masks are paired by case id or file name." : "Give --allow-missing to take the others only.";
            throw new InvalidInputException("combination", $"{string.Join("; ", faults)}. {remedy}");
        }

        return new ModelPairing([.. shared.Select(id => Case(id, [.. byCase.Select(m => m[id])]))], all.Length - shared.Length);
    }

    /// <summary>Without a data set nobody tells which scans are of one patient, so each case counts as a patient of its own.</summary>
    private static CombinationCase Case(string id, CaseMask[] masks) => new()
    {
        Id = id,
        Patient = masks.Select(m => m.Patient).OfType<string>().FirstOrDefault() ?? id,
        Small = ModelFiles.Beside(masks[0].MaskPath),
        Large = ModelFiles.Beside(masks[1].MaskPath),
        ReferencePath = masks.Length > 2 ? masks[2].MaskPath : null,
    };

    private static string? Fault(string side, string[] missing) =>
        missing.Length == 0 ? null : $"{side} lacks {missing.Length}: {string.Join(", ", missing.Take(10))}{(missing.Length > 10 ? ", …" : "")}";
}
