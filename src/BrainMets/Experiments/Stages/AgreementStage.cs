using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>
/// Whether networks that agree are right more often: the members of each ensemble, and a precise network that confirms a sensitive one.
/// </summary>
/// <param name="plan">The rules.</param>
/// <param name="stores">Where the predictions are, and where the results go.</param>
/// <param name="dependencies">For the records.</param>
/// <param name="context">Progress, cancellation.</param>
internal sealed class AgreementStage(
    ExperimentPlan plan, (ArtifactStore Predictions, ArtifactStore Results) stores, Dependencies dependencies, RunContext context)
{
    public const string AgreementFolder = "agreement";

    public const string ConfirmationFolder = "confirmation";

    private const string AllFolder = "all";

    private readonly ExperimentEvaluator evaluator = new(plan, context);

    /// <summary>Every ensemble on every test set, at either threshold.</summary>
    public IReadOnlyList<EnsembleAgreement> OfEnsembles(IReadOnlyList<EvaluatedModel> networks, DataPartition assignment) =>
    [
        .. from ensemble in networks
           where ensemble.Members.Count > 0
           let members = networks.Where(n => ensemble.Members.Contains(n.Name)).ToArray()
           from test in plan.Tests
           from at in Enum.GetValues<OperatingThreshold>()
           select OfEnsemble((ensemble, members), (test, assignment.TestCases(test)), at),
    ];

    /// <summary>The plan's two networks on the main test set, at either threshold.</summary>
    public ConfirmationResult Confirm(IReadOnlyList<EvaluatedModel> networks, DataPartition assignment)
    {
        var pair = plan.Confirmation!; // checked by the caller
        var (sensitive, precise) = (networks.First(n => n.Point == pair.Sensitive), networks.First(n => n.Point == pair.Precise));
        var cases = assignment.TestCases(plan.Tests[0]);
        return new ConfirmationResult(
            sensitive.Name, precise.Name, [.. Enum.GetValues<OperatingThreshold>().Select(at => Confirm((sensitive, precise), cases, at))]);
    }

    private EnsembleAgreement OfEnsemble(
        (EvaluatedModel Ensemble, EvaluatedModel[] Members) of, (string Name, IReadOnlyList<Case> Cases) test, OperatingThreshold at)
    {
        var name = $"{AgreementFolder}/{of.Ensemble.Name}/{test.Name}/{EvaluationStage.Text(at)}";
        var rules = $"{evaluator.Rules} agreement {EvaluationStage.Text(at)} {plan.Threshold} "
            + $"{string.Join(' ', of.Members.Prepend(of.Ensemble).Select(n => $"{n.ChosenThreshold} {n.Lesions}"))}";
        var depends = dependencies.OfJudgement(Made([of.Ensemble, .. of.Members]), test.Cases, rules);
        stores.Results.Make(name, depends, canContinue: false, folder =>
        {
            SegmentationSource[] each = [.. of.Members.Select(m => m.At(at, plan.Threshold, test.Cases))];
            Write(folder, test.Cases, of.Ensemble.At(at, plan.Threshold, test.Cases), each, confirming: null);
        });

        var lesions = AgreementFile.Read(stores.Results.FolderOf(name));
        return new EnsembleAgreement(
            of.Ensemble.Name, test.Name, at, [.. of.Members.Select(m => m.Name)], name,
            [
                .. Enumerable.Range(0, of.Members.Length + 1).Select(k => new AgreementLevel(
                    k, AgreementEvaluation.Summarize(
                        lesions.Where(l => l.FoundBy.Count == k), test.Cases.Select(c => c.Patient), evaluator.Summary))),
            ]);
    }

    private ConfirmationEvaluation Confirm(
        (EvaluatedModel Sensitive, EvaluatedModel Precise) pair, IReadOnlyList<Case> cases, OperatingThreshold at)
    {
        var isFixed = at == OperatingThreshold.Fixed;
        var sensitiveAt = isFixed ? plan.Threshold : pair.Sensitive.MeanPoint(p => p.Sensitive);
        var preciseAt = isFixed ? plan.Threshold : pair.Precise.MeanPoint(p => p.Precise);
        var name = $"{ConfirmationFolder}/{EvaluationStage.Text(at)}";
        var rules = $"{evaluator.Rules} confirmation {EvaluationStage.Text(at)} {pair.Sensitive.Name} {sensitiveAt} "
            + $"{pair.Sensitive.Lesions} {pair.Precise.Name} {preciseAt} {pair.Precise.Lesions}";
        var depends = dependencies.OfJudgement(Made([pair.Sensitive, pair.Precise]), cases, rules);
        stores.Results.Make(name, depends, canContinue: false, folder =>
        {
            var sensitive = isFixed ? pair.Sensitive.At(at, plan.Threshold, cases) : pair.Sensitive.AtPoint(p => p.Sensitive, cases);
            var precise = isFixed ? pair.Precise.At(at, plan.Threshold, cases) : pair.Precise.AtPoint(p => p.Precise, cases);
            Write(folder, cases, sensitive, [sensitive, precise], confirming: 1);
            EvaluationFile.Write(evaluator.Evaluate(SegmentationSource.Masks("confirmed", folder, cases), cases), folder);
            EvaluationFile.Write(evaluator.Evaluate(sensitive, cases), Directory.CreateDirectory(Path.Combine(folder, AllFolder)).FullName);
        });

        var place = stores.Results.FolderOf(name);
        var lesions = AgreementFile.Read(place).ToLookup(l => l.Confirmed == true);
        LesionClass Class(bool confirmed) =>
            AgreementEvaluation.Summarize(lesions[confirmed], cases.Select(c => c.Patient), evaluator.Summary);
        return new ConfirmationEvaluation
        {
            At = at,
            SensitiveThreshold = sensitiveAt,
            PreciseThreshold = preciseAt,
            Folder = name,
            Confirmed = Class(true),
            ToReview = Class(false),
            ConfirmedAlone = EvaluationFile.Read(place).Summary,
            All = EvaluationFile.Read(Path.Combine(place, AllFolder)).Summary,
        };
    }

    /// <summary>
    /// Writes agreement.json, and agreement.csv of every case; where a network confirms, also the mask of what it confirmed.
    /// </summary>
    private void Write(string folder, IReadOnlyList<Case> cases, SegmentationSource source, SegmentationSource[] each, int? confirming)
    {
        var all = new List<PredictedLesion>();
        var (preset, connectivity) = (evaluator.Preset, evaluator.Preset.Connectivity);
        foreach (var (done, files) in CasePairing.OfReaders(
            [SegmentationSource.References(cases), source, .. each], allowMissing: false).Cases.Index())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report("agreement", (double)done / cases.Count, $"{source.Name}, {files.Case}");
            LesionSet[] sets = [.. files.Files.Select(f => f.Read(files.Patient).Lesions(connectivity))];
            var byModel = each.Zip(sets.Skip(2), (model, lesions) => (model.Name, lesions)).ToArray();
            var (found, numbered) = AgreementEvaluation.Of(sets[0], sets[1], byModel, preset, confirming);
            all.AddRange(found);
            var own = Directory.CreateDirectory(Path.Combine(folder, files.Case)).FullName;
            AgreementTable.Of(found.Select(l => new LesionAgreement(l.Lesion, l.FoundBy, l.Of, l.Confirmed))).Save(own);
            if (confirming is not null)
            {
                var confirmed = found.Where(l => l.Confirmed == true).Select(l => l.Lesion);
                NiftiFile.Write(AgreementEvaluation.MaskOf(numbered, confirmed), Path.Combine(own, PredictionFiles.Segmentation));
            }
        }

        AgreementFile.Write(all, folder);
    }

    private (string, ArtifactRecord)[] Made(IEnumerable<EvaluatedModel> networks) =>
        [.. networks.Select(n => (n.Name, stores.Predictions.Record($"{PredictionStage.Folder}/{n.Name}")))];
}

/// <summary>
/// Whether lesions on which networks agree are true more often than others: every predicted lesion with who finds it and what the reference
/// says of it.
/// </summary>
internal static class AgreementEvaluation
{
    /// <summary>The lesions of one case. Where the preset joins lesions, the joined ones are listed.</summary>
    /// <param name="reference">The lesions to be found.</param>
    /// <param name="predicted">The lesions to look up, on the same grid.</param>
    /// <param name="each">The networks, each with the lesions it detects alone.</param>
    /// <param name="preset">The rules of matching.</param>
    /// <param name="confirming">The place of the network that confirms; null for none.</param>
    /// <returns>The lesions, and the set that they are numbered in.</returns>
    public static (IReadOnlyList<PredictedLesion> Lesions, LesionSet Numbered) Of(
        LesionSet reference, LesionSet predicted, IReadOnlyList<(string Name, LesionSet Own)> each, MatchingPreset preset, int? confirming)
    {
        var numbered = LesionMerging.Merge(predicted, preset.MergePredictionSteps);
        var outcomes = LesionMatcher.Match(LesionMerging.Merge(reference, preset.MergeReferenceSteps), numbered, preset).Predictions;
        var agreement = FoundBy.Of(numbered, each, confirming);
        return (
            [
                .. numbered.Lesions.Select((l, i) => new PredictedLesion(
                    numbered.CaseId, numbered.Patient, l.Label, Math.Round(l.VolumeMm3, 3), outcomes[i], agreement[i].FoundBy,
                        agreement[i].Of, agreement[i].Confirmed)),
            ],
            numbered);
    }

    /// <summary>The mask of some of the lesions.</summary>
    public static Volume<byte> MaskOf(LesionSet numbered, IEnumerable<int> labels)
    {
        var kept = labels.ToHashSet();
        return numbered.Labels.Map(label => (byte)(kept.Contains(label) ? 1 : 0));
    }

    /// <summary>How many of some lesions are true, with intervals over patients (docs/metrics.md, "Intervals").</summary>
    /// <param name="lesions">The lesions of the class.</param>
    /// <param name="patients">All evaluated patients, those without such a lesion included.</param>
    /// <param name="options">Resampling.</param>
    public static LesionClass Summarize(IEnumerable<PredictedLesion> lesions, IEnumerable<string> patients, SummaryOptions options)
    {
        var of = lesions.ToLookup(l => l.Patient, StringComparer.Ordinal);
        var order = patients.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        double[] Each(Func<PredictedLesion, bool> which) => [.. order.Select(p => (double)of[p].Count(which))];
        var matched = Each(l => l.Outcome == PredictionOutcome.Matched);
        var wrong = Each(l => l.Outcome == PredictionOutcome.FalsePositive);
        double[] judged = [.. matched.Zip(wrong, (m, w) => m + w)];
        var bootstrap = new PatientBootstrap(order.Length, options.Resamples, new Random(options.Seed));
        return new LesionClass
        {
            TrueLesions = (int)matched.Sum(),
            FalsePositives = (int)wrong.Sum(),
            Neither = order.Sum(p => of[p].Count()) - (int)judged.Sum(),
            ShareTrue = PooledEstimate.Proportion(bootstrap, matched, judged),
            FalsePositivesPerPatient = PooledEstimate.Ratio(bootstrap, wrong, [.. order.Select(_ => 1.0)]),
        };
    }
}

/// <summary>A predicted lesion: the networks that detect it, and its outcome against the reference.</summary>
/// <param name="Case">Of the test set.</param>
/// <param name="Patient">Of the case.</param>
/// <param name="Lesion">Its label, the largest first.</param>
/// <param name="VolumeMm3">Predicted.</param>
/// <param name="Outcome">By the rules of matching.</param>
/// <param name="FoundBy">Names of the networks that have a lesion of their own sharing a voxel with it.</param>
/// <param name="Of">Number of networks.</param>
/// <param name="Confirmed">Whether the confirming network finds it; null where none confirms.</param>
internal sealed record PredictedLesion(
    string Case, string Patient, int Lesion, double VolumeMm3, PredictionOutcome Outcome, IReadOnlyList<string> FoundBy, int Of,
        bool? Confirmed);

/// <summary>
/// agreement.json: every predicted lesion of the test cases with the networks that detect it and its outcome against the reference.
/// </summary>
internal static class AgreementFile
{
    public const string JsonName = "agreement.json";

    private static readonly JsonContent Content = new()
    {
        What = "a list of lesions with who finds them",
        Remedy = "Remove its folder and run the experiment again.",
    };

    public static void Write(IReadOnlyList<PredictedLesion> lesions, string folder) =>
        JsonFile.Write(Path.Combine(folder, JsonName), lesions, JsonFormats.Document);

    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static IReadOnlyList<PredictedLesion> Read(string folder) =>
        JsonFile.Read<IReadOnlyList<PredictedLesion>>(Path.Combine(folder, JsonName), Content);
}
