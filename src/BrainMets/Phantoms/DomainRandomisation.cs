namespace BrainMets.Phantoms;

/// <summary>
/// Domain randomisation: instead of a site's fixed description, one is drawn for every case, wide enough that a real scan is one more
/// draw (after Billot et al. 2023, SynthSeg). Each ingredient has its own random stream: leaving one out changes nothing of the others.
/// </summary>
public sealed record DomainRandomisation
{
    /// <summary>Ingredients that are not drawn, for taking the method apart.</summary>
    public IReadOnlyList<PhantomIngredient> Without { get; init; } = [];

    /// <summary>True for fainter lesions, quieter scans, finer voxels and tighter masks than the usual ranges (docs/randomised-phantoms.md).</summary>
    public bool Faint { get; init; }

    /// <summary>
    /// A skull-stripped T1 template in MNI space (NIfTI) that stands in for the drawn brain in part of the cases; null for none.
    /// </summary>
    public string? TemplatePath { get; init; }

    /// <summary>Part of the cases that take the template's brain.</summary>
    public double TemplateFraction { get; init; } = 0.35;

    /// <summary>The site of one case: all that is random in its description is drawn here, so that the result is its full record.</summary>
    internal PhantomSite Draw(string name, int caseSeed)
    {
        RandomDraw Of(PhantomIngredient ingredient) => new(new Random(SeedStream.Derive(caseSeed, 100 + (int)ingredient)));
        bool With(PhantomIngredient ingredient) => !Without.Contains(ingredient);
        var site = (caseSeed % 2 == 0 ? SitePresets.UcsfLike : SitePresets.BcmLike) with { Name = name };
        if (With(PhantomIngredient.Contrast))
        {
            site = ScanDraw.Draw(site, Of(PhantomIngredient.Contrast), Faint);
        }

        if (With(PhantomIngredient.Vessels))
        {
            site = VesselDraw.Draw(site, Of(PhantomIngredient.Vessels));
        }

        if (With(PhantomIngredient.Lesions))
        {
            site = LesionDraw.Draw(site, Of(PhantomIngredient.Lesions), Faint);
        }

        if (With(PhantomIngredient.Anatomy))
        {
            var draw = Of(PhantomIngredient.Anatomy);
            site = site with { TemplatePath = draw.Happens(TemplateFraction) ? TemplatePath : null, Ventricles = draw.Logarithmic(0.7, 2) };
        }

        return With(PhantomIngredient.Masks) ? MaskDraw.Draw(site, Of(PhantomIngredient.Masks), Faint) : site;
    }
}
