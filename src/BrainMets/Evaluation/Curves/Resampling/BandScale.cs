namespace BrainMets.Evaluation;

/// <summary>
/// The scale on which a figure's error is about symmetric, so that a band of standard errors makes sense there, and the way back, which
/// never leaves the range of the figure.
/// </summary>
public sealed record BandScale
{
    private BandScale(Func<double, double> to, Func<double, double> from) => (To, From) = (to, from);

    /// <summary>Log odds, for fitted proportions, which are never quite 0 or 1.</summary>
    public static BandScale LogOdds { get; } = new(p => Math.Log(p / (1 - p)), LogisticFit.Probability);

    /// <summary>Square root, for rates of counts: their variance grows with the rate.</summary>
    public static BandScale SquareRoot { get; } = new(Math.Sqrt, root => root > 0 ? root * root : 0);

    /// <summary>Angle (arcsine of the square root), for counted proportions, which may be 0 or 1 where log odds have no value.</summary>
    public static BandScale Angle { get; } = new(
        p => Math.Asin(Math.Sqrt(p)), angle => Math.Pow(Math.Sin(Math.Clamp(angle, 0, Math.PI / 2)), 2));

    public Func<double, double> To { get; }

    public Func<double, double> From { get; }

    /// <summary>The figure as it is, between two bounds; a bound may be infinite.</summary>
    public static BandScale Between(double least, double most) => new(value => value, value => Math.Clamp(value, least, most));
}
