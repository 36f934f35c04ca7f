using System.Collections.Concurrent;
using BrainMets.Phantoms;

namespace BrainMets.Tests.Phantoms;

/// <summary>One case a site, made once for all tests that only look; and a coarse site whose cases are made quickly.</summary>
internal static class SiteCases
{
    private static readonly ConcurrentDictionary<string, Lazy<PhantomCase>> Made = new();

    public static TheoryData<string> Names => [.. SitePresets.All.Select(site => site.Name)];

    /// <summary>2.5 mm voxels on an oblique grid with flipped and swapped axes; eight lesions around 0.3 cc.</summary>
    public static PhantomSite Coarse { get; } = new()
    {
        Name = "coarse",
        Grid = new AcquisitionGrid
        {
            Size = new Size3(84, 68, 66),
            Spacing = new SpacingMm(2.4, 2.6, 2.5),
            AxisCode = "PSR",
            ObliqueDegrees = 10,
        },
        Lesions = new LesionStatistics { MedianCount = 8, CountQuartileRange = 0, MedianVolumeCc = 0.3, VolumeQuartileRangeCc = 0.8 },
    };

    public static PhantomCase Of(string site) =>
        Made.GetOrAdd(site, name => new Lazy<PhantomCase>(() => PhantomCohort.CreateOne(PhantomSite.Named(name), 3, 20))).Value;
}
