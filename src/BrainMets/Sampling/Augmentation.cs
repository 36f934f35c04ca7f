namespace BrainMets.Sampling;

/// <summary>The random change of one segment, drawn first and applied after: I' = (I + Shift) * Scale on every pathway alike.</summary>
internal readonly record struct Augmentation(bool FlipX, float Shift, float Scale)
{
    public static Augmentation None => new(false, 0, 1);

    public static Augmentation Draw(AugmentationOptions options, Random random) => new(
        random.NextDouble() < options.FlipProbability,
        (float)(options.ShiftSd * Normal(random)),
        (float)(1 + (options.ScaleSd * Normal(random))));

    public void ApplyIntensity(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] + Shift) * Scale;
        }
    }

    /// <summary>Standard normal by Box and Muller; the second value is discarded so that a draw uses a fixed number of uniforms.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Random changes of a training segment. Defaults are the paper's.</summary>
internal sealed record AugmentationOptions
{
    /// <summary>Probability of mirroring left and right, 0..1.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <summary>Standard deviation of the shift of intensity, in units of the normalised image.</summary>
    public double ShiftSd { get; init; } = 0.05;

    /// <summary>Standard deviation of the factor on intensity around 1.</summary>
    public double ScaleSd { get; init; } = 0.01;
}
