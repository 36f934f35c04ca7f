namespace BrainMets.Phantoms;

/// <summary>Draws how the brain mask of a case departs from the brain.</summary>
internal static class MaskDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw, bool faint)
    {
        var kind = draw.Between(0, 1);
        var (shrunk, tight, tightMm, wideMm) = faint ? (0.3, 0.85, 2.5, 2.5) : (0.25, 0.75, 3.5, 3);
        return site with
        {
            Mask = new MaskErrorModel
            {
                GrowthMm = kind < shrunk ? draw.Between(-3, 0) : kind < tight ? draw.Between(0, tightMm) : draw.Between(wideMm, 8),
                WaverMm = draw.Between(0.3, 2.5),
                WavelengthMm = draw.Between(18, 60),
                Bites = draw.Happens(0.2) ? draw.OneOf(1, 2, 3) : 0,
                Spills = draw.Happens(0.5) ? draw.OneOf(2, 4, 8) : 0,
                Stripped = draw.Happens(0.35),
            },
        };
    }
}
