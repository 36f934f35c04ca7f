using MathNet.Numerics.Distributions;

namespace BrainMets.Phantoms;

/// <summary>
/// How many metastases a site's patients have and how large they are: log-normal distributions with the medians and interquartile
/// ranges of Han et al. (2025), Figure 1.
/// </summary>
internal sealed record LesionStatistics
{
    /// <summary>Upper quartile of the standard normal distribution.</summary>
    private const double QuartileZ = 0.674489750196082;

    public required double MedianCount { get; init; }

    public required double CountQuartileRange { get; init; }

    /// <summary>Draws above this are drawn again: the log-normal's tail is longer than the clinic's.</summary>
    public int MaximumCount { get; init; } = 20;

    public required double MedianVolumeCc { get; init; }

    public required double VolumeQuartileRangeCc { get; init; }

    /// <summary>Volumes outside are drawn again. 0.01 cc is the smallest lesion segmented at the paper's sites.</summary>
    public double SmallestVolumeCc { get; init; } = 0.01;

    public double LargestVolumeCc { get; init; } = 20;

    /// <summary>Part of the lesions that are resection cavities.</summary>
    public double CavityFraction { get; init; }

    /// <summary>
    /// Below this a cavity could not be distinguished from a ring, so that cavities are drawn among the larger lesions only.
    /// </summary>
    public double SmallestCavityCc { get; init; } = 0.4;

    /// <summary>Part of the patients without any lesion. 0 in the paper.</summary>
    public double LesionFreeFraction { get; init; }

    /// <summary>True to draw walls, kinds, enhancement and oedema from wide ranges, as a randomised site does.</summary>
    public bool VariedKinds { get; init; }

    /// <summary>True to draw fainter, patchier and hazier lesions than <see cref="VariedKinds"/> alone does. Only with it.</summary>
    public bool Faint { get; init; }

    /// <summary>
    /// Part of the lesions that lie at the surface: cortical, leptomeningeal, on the dura. Only with <see cref="VariedKinds"/>.
    /// </summary>
    public double SurfaceFraction { get; init; }

    /// <exception cref="ArgumentException">The median count or volume lies outside its limits, so that draws would never end.</exception>
    public int DrawCount(Random random)
    {
        Validate();
        if (random.NextDouble() < LesionFreeFraction)
        {
            return 0;
        }

        while (true)
        {
            var count = Math.Max(1, (int)Math.Round(DrawLogNormal(MedianCount, CountSigma(), random)));
            if (count <= MaximumCount)
            {
                return count;
            }
        }
    }

    /// <inheritdoc cref="DrawCount"/>
    public double DrawVolumeCc(Random random)
    {
        Validate();
        while (true)
        {
            var volume = DrawLogNormal(MedianVolumeCc, VolumeSigma(), random);
            if (volume >= SmallestVolumeCc && volume <= LargestVolumeCc)
            {
                return volume;
            }
        }
    }

    public LesionKind DrawKind(double volumeCc, Random random)
    {
        var (cavityDraw, ringDraw) = (random.NextDouble(), random.NextDouble());
        var large = 1 - LogNormal.CDF(Math.Log(MedianVolumeCc), VolumeSigma(), SmallestCavityCc);
        if (volumeCc >= SmallestCavityCc && cavityDraw < CavityFraction / large)
        {
            return LesionKind.Cavity;
        }

        // Necrosis is rare in small metastases and common in large ones.
        var ring = 0.75 * volumeCc / (volumeCc + 0.8);
        return ringDraw < ring && volumeCc > 0.15 ? LesionKind.Ring : LesionKind.Solid;
    }

    internal LesionPlan Vary(LesionPlan plan, Random random)
    {
        var (kindDraw, wallDraw, radius) = (random.NextDouble(), random.NextDouble(), plan.RadiusMm);
        var hollow = plan.Kind == LesionKind.Ring || (plan.VolumeCc > 0.06 && random.NextDouble() < 0.3);
        var kind = plan.Kind switch
        {
            LesionKind.Cavity => LesionKind.Cavity,
            _ when hollow => kindDraw < 0.6 ? LesionKind.Ring : kindDraw < 0.9 ? LesionKind.NodularRim : LesionKind.Cystic,
            _ => kindDraw < 0.12 && plan.VolumeCc > 0.1 ? LesionKind.Haemorrhagic : LesionKind.Solid,
        };
        return VaryTexture(plan, random) with
        {
            Kind = kind,
            Enhancement = VaryEnhancement(plan.Enhancement, random),
            WallMm = (float)Math.Max(0.9, radius * (0.08 + (0.5 * wallDraw * wallDraw))),
            AtSurface = random.NextDouble() < SurfaceFraction,
            Oedema = (float)(2.2 * random.NextDouble()),
        };
    }

    /// <summary>
    /// With <see cref="Faint"/> one in six has a small part of the full step, at any size, as a hazy cortical metastasis or a treated one.
    /// </summary>
    private double VaryEnhancement(double typical, Random random)
    {
        var step = Math.Clamp(typical * (0.75 + (0.6 * random.NextDouble())), 0.35, 1.5);
        return Faint && random.NextDouble() is < 1 / 6.0 and var share ? step * (0.3 + (2.4 * share)) : step;
    }

    /// <summary>
    /// How it enhances from place to place: evenly or in patches, more at its edge or inside, up to a sharp or a hazy border.
    /// </summary>
    private LesionPlan VaryTexture(LesionPlan plan, Random random)
    {
        var (patches, size, shell, hazy, fade, lobes) =
            (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        return plan with
        {
            Patches = (float)((Faint ? 0.9 : 0.5) * patches * patches),
            PatchMm = (float)(2.5 + (size * plan.RadiusMm)),
            ShellGain = (float)(-0.25 + (0.75 * shell)),
            FadeMm = hazy < (Faint ? 0.35 : 0.3)
                ? (float)(fade * (Faint ? Math.Min(8, 0.9 * plan.RadiusMm) : Math.Min(4, 0.6 * plan.RadiusMm)))
                : 0,
            Lobes = (float)(0.6 + (1.2 * lobes)),
        };
    }

    private void Validate()
    {
        if (!(MedianCount >= 1 && MedianCount <= MaximumCount))
        {
            throw new ArgumentException(
                $"The median number of lesions is {MedianCount}; it must lie between 1 and the maximum, {MaximumCount}.");
        }

        if (!(SmallestVolumeCc > 0 && MedianVolumeCc >= SmallestVolumeCc && MedianVolumeCc <= LargestVolumeCc))
        {
            throw new ArgumentException(
                $"The median volume is {MedianVolumeCc} cc; it must lie between the smallest, {SmallestVolumeCc} cc (more than 0), "
                + $"and the largest, {LargestVolumeCc} cc.");
        }
    }

    private static double DrawLogNormal(double median, double sigma, Random random) =>
        median * Math.Exp(sigma * Normal.InvCDF(0, 1, Math.Max(1e-12, random.NextDouble())));

    /// <summary>Quartiles of a log-normal lie at median * exp(±z sigma), so their distance is 2 median sinh(z sigma).</summary>
    private double VolumeSigma() => Math.Asinh(VolumeQuartileRangeCc / (2 * MedianVolumeCc)) / QuartileZ;

    /// <summary>
    /// As for volumes, but where the lower quartile would fall below one lesion it is one, and the upper quartile alone gives sigma.
    /// </summary>
    private double CountSigma()
    {
        var sigma = Math.Asinh(CountQuartileRange / (2 * MedianCount)) / QuartileZ;
        return MedianCount * Math.Exp(-QuartileZ * sigma) >= 1 ? sigma : Math.Log((1 + CountQuartileRange) / MedianCount) / QuartileZ;
    }
}
