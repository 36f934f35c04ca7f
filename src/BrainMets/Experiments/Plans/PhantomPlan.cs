using BrainMets.Phantoms;

namespace BrainMets.Experiments;

/// <summary>Synthetic cases of a site.</summary>
public sealed record PhantomPlan
{
    public required string Site { get; init; }

    public required int Cases { get; init; }

    /// <summary>Ingredients that a randomised site does not draw.</summary>
    public IReadOnlyList<PhantomIngredient> Without { get; init; } = [];

    /// <summary>Fainter lesions, quieter scans, finer voxels and tighter masks than a randomised site usually draws.</summary>
    public bool Faint { get; init; }

    /// <summary>A stripped T1 template in MNI space for a randomised site (NIfTI); null for none.</summary>
    public string? Template { get; init; }

    /// <summary>What cannot be made of it, as sentences; nothing when it can.</summary>
    public IEnumerable<string> Faults()
    {
        var known = SitePresets.Known.FirstOrDefault(s => s.Name == Site);
        if (Cases < 1 || known is null)
        {
            yield return $"{Cases} cases of the phantom site \"{Site}\"; there must be one at least, and sites are {string.Join(", ", SitePresets.Known.Select(s => s.Name))}";
        }

        if (known is { Variation: null } && (Without.Count > 0 || Faint || Template is not null))
        {
            yield return $"the phantom site {Site} is the same for every case; ingredients (without), faint and a template are for the site {SitePresets.Randomised.Name}";
        }

        if (Template is { } template && !File.Exists(template))
        {
            yield return $"there is no file {template}; name a skull-stripped T1 template in MNI space, or leave the template out";
        }
    }

    /// <summary>The site with what the plan says of its variation.</summary>
    public PhantomSite Described()
    {
        var site = PhantomSite.Named(Site);
        return site.Variation is { } variation
            ? site with { Variation = variation with { Without = Without, Faint = Faint, TemplatePath = Template } }
            : site;
    }
}
