using MathNet.Numerics.Distributions;

namespace BrainMets.Phantoms;

/// <summary>A lesion before it has a place.</summary>
/// <param name="VolumeCc">Volume it is to have.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Enhancement">Step above white matter, relative to the site's full enhancement.</param>
internal sealed record LesionPlan(double VolumeCc, LesionKind Kind, double Enhancement)
{
    /// <summary>Thickness of a ring's wall in mm; null for that of an average ring of the size.</summary>
    public float? WallMm { get; init; }

    /// <summary>True for a lesion at the surface of the brain, which grows into the fluid and up to the dura as well.</summary>
    public bool AtSurface { get; init; }

    /// <summary>Factor on the oedema around it.</summary>
    public float Oedema { get; init; } = 1;

    /// <summary>
    /// How unevenly it enhances: amplitude of the patches relative to its step; 0 for the slight texture of every lesion.
    /// </summary>
    public float Patches { get; init; }

    /// <summary>Size of those patches in mm.</summary>
    public float PatchMm { get; init; } = 5;

    /// <summary>How much more (above 0) or less (below) its outer shell enhances than its inside, relative to its step.</summary>
    public float ShellGain { get; init; }

    /// <summary>Width in mm over which enhancement fades towards the boundary; 0 for an edge as sharp as the voxels allow.</summary>
    public float FadeMm { get; init; }

    /// <summary>Factor on how much its radius varies with direction.</summary>
    public float Lobes { get; init; } = 1;

    /// <summary>Radius of the ball of that volume, in mm.</summary>
    public float RadiusMm => (float)Math.Cbrt(VolumeCc * 1000 * 0.75 / Math.PI);

    /// <summary>The lesions of one patient, the largest first, as large ones are the hardest to place.</summary>
    public static IReadOnlyList<LesionPlan> Draw(LesionStatistics statistics, Random random)
    {
        var plans = Enumerable.Range(0, statistics.DrawCount(random)).Select(_ => DrawOne(statistics, random)).ToList();
        return [.. plans.OrderByDescending(plan => plan.VolumeCc)];
    }

    private static LesionPlan DrawOne(LesionStatistics statistics, Random random)
    {
        var volumeCc = statistics.DrawVolumeCc(random);
        var kind = statistics.DrawKind(volumeCc, random);

        // Small metastases enhance less on average: fewer leaky vessels, and more of them is partial volume.
        var typical = 0.95 - (0.35 * Math.Exp(-volumeCc / 0.08));
        var spread = Math.Exp(0.18 * Normal.InvCDF(0, 1, Math.Max(1e-9, random.NextDouble())));
        var plan = new LesionPlan(volumeCc, kind, Math.Clamp(typical * spread, 0.35, 1.35));
        return statistics.VariedKinds ? statistics.Vary(plan, random) : plan;
    }
}

/// <summary>How a metastasis looks after contrast agent.</summary>
internal enum LesionKind
{
    Solid,

    /// <summary>An enhancing wall around necrosis.</summary>
    Ring,

    /// <summary>A resection cavity: fluid with a thin, uneven enhancing rim.</summary>
    Cavity,

    /// <summary>A ring whose wall is thick and lumpy in places and thin in others.</summary>
    NodularRim,

    /// <summary>A thin-walled cyst with an enhancing nodule on its wall.</summary>
    Cystic,

    /// <summary>Bright and dark patches of blood of different age among enhancing tissue.</summary>
    Haemorrhagic,
}
