namespace BrainMets.Experiments;

/// <summary>How the time of one piece of work grows with one quantity. Undefined is null.</summary>
public sealed record ScalingCurve
{
    /// <summary>What is timed.</summary>
    public required string Work { get; init; }

    /// <summary>What grows: voxels, lesions, cases, threads.</summary>
    public required string Quantity { get; init; }

    /// <summary>From the smallest to the largest.</summary>
    public required IReadOnlyList<ScalingPoint> Points { get; init; }

    /// <summary>
    /// b of seconds = a * quantity^b by least squares on the logarithms: 1 is linear, 0 does not grow. A cost that does not grow pulls it down; see
    /// <see cref="LastExponent"/>. Null with fewer than two quantities.
    /// </summary>
    public double? Exponent => PowerLaw.Exponent([.. Points.Select(p => (p.Quantity, p.Seconds))]);

    /// <summary>The same from the two largest alone.</summary>
    public double? LastExponent => PowerLaw.Exponent([.. Points.TakeLast(2).Select(p => (p.Quantity, p.Seconds))]);
}
