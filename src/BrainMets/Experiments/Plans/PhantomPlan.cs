using BrainMets.Phantoms;
using BrainMets.Phantoms.Randomisation;

namespace BrainMets.Experiments.Plans;

/// <summary>Synthetic cases of a site.</summary>
public sealed record PhantomPlan
{
    public required string Site { get; init; }

    public required int Cases { get; init; }

    /// <summary>Ingredients that a randomised site does not draw.</summary>
    public IReadOnlyList<PhantomIngredient> Without { get; init; } = [];

    /// <summary>A stripped T1 template in MNI space for a randomised site (NIfTI); null for none.</summary>
    public string? Template { get; init; }

    /// <summary>The site with what the plan says of its variation.</summary>
    public PhantomSite Described()
    {
        var site = PhantomSite.Named(Site);
        return site.Variation is { } variation
            ? site with { Variation = variation with { Without = Without, TemplatePath = Template } }
            : site;
    }
}
