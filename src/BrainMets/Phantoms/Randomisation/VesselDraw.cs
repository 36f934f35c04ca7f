namespace BrainMets.Phantoms;

/// <summary>Draws how much of what enhances and is no lesion a head has.</summary>
internal static class VesselDraw
{
    public static PhantomSite Draw(PhantomSite site, RandomDraw draw) => site with
    {
        Vessels = new VesselStatistics
        {
            ArteryCalibre = draw.Logarithmic(0.7, 1.6),
            VeinCalibre = draw.Logarithmic(0.7, 2.2),
            SinusCalibre = draw.Logarithmic(0.8, 1.9),
            PlexusCalibre = draw.Logarithmic(0.6, 2.4),
            Veins = (int)draw.Between(12, 60),
            InSulci = (int)draw.Between(60, 320),
            InTissue = (int)draw.Between(0, 60),
            DuraMm = draw.Between(0, 1.6),
        },
    };
}
