using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Phantoms;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary>
/// Data sets of a plan that are phantoms. An experiment reads data sets and makes none, so that these are made before it starts, each in a
/// folder of the experiment; what is there already is kept.
/// </summary>
internal static class PhantomData
{
    /// <summary>Makes what is not there yet, when the whole plan can be used.</summary>
    /// <param name="config">What all networks of the experiment have in common.</param>
    /// <param name="plan">Its first seed is that of the phantoms.</param>
    /// <param name="folder">Of the experiment.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    /// <exception cref="InvalidInputException">The plan cannot be used; nothing was made.</exception>
    public static void Make(ModelConfig config, ExperimentPlan plan, string folder, RunContext context)
    {
        Experiment.Validate(config, plan, Errors(plan));
        foreach (var (name, phantom) in Sets(plan))
        {
            var directory = phantom.FolderIn(folder, name, plan.Seeds[0]);
            if (!File.Exists(Path.Combine(directory, "dataset.json")))
            {
                PhantomCohort.Write(Site(phantom), phantom.Cases, plan.Seeds[0], directory, new PhantomWriting
                {
                    Threads = context.Threads,
                    Cancellation = context.Cancellation,
                    Progress = new CaseCount(done => context.Report("make " + name, (double)done / phantom.Cases)),
                });
            }
        }
    }

    /// <summary>What <see cref="Make"/> would make, by the name of the data set, for an estimate: cases by name, without files.</summary>
    /// <exception cref="InvalidInputException">The plan cannot be used.</exception>
    public static IReadOnlyDictionary<string, PlannedPhantoms> Plan(ModelConfig config, ExperimentPlan plan)
    {
        Experiment.Validate(config, plan, Errors(plan));
        return Sets(plan).ToDictionary(s => s.Name, s => new PlannedPhantoms(Index(s.Name, s.Phantom), Site(s.Phantom).Grid.Size.Count));
    }

    /// <summary>
    /// The errors of each phantom data set of a plan, as sentences by the name of the data set; empty when all can be made.
    /// </summary>
    public static ILookup<string, string> Errors(ExperimentPlan plan) =>
        Sets(plan).SelectMany(s => Errors(s.Phantom).Select(error => (s.Name, Error: error))).ToLookup(e => e.Name, e => e.Error);

    /// <summary>The errors of a phantom plan, as sentences; empty when it can be made.</summary>
    public static IEnumerable<string> Errors(PhantomPlan plan)
    {
        var known = SitePresets.Known.FirstOrDefault(s => s.Name == plan.Site);
        if (plan.Cases < 1 || known is null)
        {
            var sites = string.Join(", ", SitePresets.Known.Select(s => s.Name));
            yield return $"{plan.Cases} cases of the phantom site \"{plan.Site}\"; expected 1 or more cases of one of the sites {sites}";
        }

        foreach (var name in plan.Without.Where(name => Ingredient(name) is null))
        {
            var ingredients = string.Join(", ", Enum.GetValues<PhantomIngredient>().Select(Name));
            yield return $"there is no phantom ingredient \"{name}\"; ingredients (without) are {ingredients}";
        }

        if (known is { Variation: null } && (plan.Without.Count > 0 || plan.Faint || plan.Template is not null))
        {
            yield return $"the phantom site {plan.Site} is the same for every case; "
                + $"ingredients (without), faint and a template are for the site {SitePresets.Randomised.Name}";
        }

        if (plan.Template is { } template && !File.Exists(template))
        {
            yield return $"there is no file {template}; name a skull-stripped T1 template in MNI space, or leave the template out";
        }
    }

    /// <summary>The site with the variation that the plan describes.</summary>
    /// <param name="plan">Without errors.</param>
    public static PhantomSite Site(PhantomPlan plan)
    {
        var site = PhantomSite.Named(plan.Site);
        if (site.Variation is not { } variation)
        {
            return site;
        }

        PhantomIngredient[] without = [.. plan.Without.Select(Ingredient).OfType<PhantomIngredient>()];
        return site with { Variation = variation with { Without = without, Faint = plan.Faint, TemplatePath = plan.Template } };
    }

    /// <summary>What a plan calls an ingredient.</summary>
    public static string Name(PhantomIngredient ingredient) => ingredient.ToString().ToLowerInvariant();

    private static PhantomIngredient? Ingredient(string name) => Enum.GetValues<PhantomIngredient>().Cast<PhantomIngredient?>()
        .FirstOrDefault(i => string.Equals(i?.ToString(), name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, PhantomPlan Phantom)> Sets(ExperimentPlan plan)
    {
        foreach (var (name, set) in plan.DataSets)
        {
            if (set.Phantom is { } phantom)
            {
                yield return (name, phantom);
            }
        }
    }

    private static DatasetIndex Index(string name, PhantomPlan plan) => new()
    {
        Name = name,
        Site = plan.Site,
        Cases =
        [
            .. Enumerable.Range(1, plan.Cases).Select(i => $"{plan.Site}-{i}").Select(id => new Case
            {
                Id = id,
                Patient = id,
                T1cPath = id,
                ReferencePath = id,
                ReaderPaths = new Dictionary<string, string> { [PhantomCohort.SecondReaderName] = id },
            }),
        ],
    };

    private sealed class CaseCount(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
