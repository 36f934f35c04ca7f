namespace BrainMets.Phantoms;

/// <summary>Draws what kind of patient this is: a few large metastases, many small ones, or none.</summary>
internal static class LesionDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw, bool faint)
    {
        var large = draw.Happens(0.35);
        return site with
        {
            Lesions = new LesionStatistics
            {
                MedianCount = large ? draw.OneOf(1, 1, 2) : draw.OneOf(2, 4, 7),
                CountQuartileRange = large ? 1 : 4,
                MaximumCount = 25,
                MedianVolumeCc = large ? draw.Logarithmic(2, 20) : draw.Logarithmic(0.03, 1),
                VolumeQuartileRangeCc = large ? draw.Logarithmic(2, 20) : draw.Logarithmic(0.05, 1.5),
                SmallestVolumeCc = 0.005,
                LargestVolumeCc = 60,
                CavityFraction = draw.Happens(0.06) ? 0.2 : 0,
                LesionFreeFraction = 0.06,
                VariedKinds = true,
                Faint = faint,
                SurfaceFraction = faint ? draw.Between(0.15, 0.6) : draw.Between(0.1, 0.5),
            },
        };
    }
}
