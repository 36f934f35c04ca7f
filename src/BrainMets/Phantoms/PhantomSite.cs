using BrainMets.Phantoms.Acquisition;
using BrainMets.Phantoms.Tumours;

namespace BrainMets.Phantoms;

/// <summary>Everything that makes one site's scans and patients differ from another's; a new site is a new value.</summary>
public sealed record PhantomSite
{
    public required string Name { get; init; }

    public required AcquisitionGrid Grid { get; init; }

    public TissueContrast Contrast { get; init; } = new();

    public ScannerModel Scanner { get; init; } = new();

    public required LesionStatistics Lesions { get; init; }

    /// <summary>The second physician who outlines the same scans.</summary>
    public ReaderModel Reader { get; init; } = new();

    /// <summary>The preset of that name.</summary>
    /// <exception cref="ArgumentException">No such preset; the message lists those there are.</exception>
    public static PhantomSite Named(string name) =>
        SitePresets.All.FirstOrDefault(site => site.Name == name)
        ?? throw new ArgumentException(
            $"No phantom site is called \"{name}\"; known sites: {string.Join(", ", SitePresets.All.Select(s => s.Name))}.", nameof(name));
}
