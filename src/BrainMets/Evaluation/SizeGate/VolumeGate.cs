using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Selects the model of a finding by its predicted volume: the model for small lesions below the gate, the one for large lesions from the
/// gate on (the "optimal model strategy" of Han et al. 2025, there 0.4 cc). The two ends are each model alone; they have no volume, so that
/// no file needs an infinity.
/// </summary>
internal sealed record VolumeGate(GateKind Kind, double? VolumeMm3)
{
    public static VolumeGate LargeOnly { get; } = new(GateKind.LargeOnly, null);

    public static VolumeGate SmallOnly { get; } = new(GateKind.SmallOnly, null);

    /// <exception cref="ArgumentException">The volume is not positive and finite.</exception>
    public static VolumeGate At(double volumeMm3) => volumeMm3 > 0 && double.IsFinite(volumeMm3)
        ? new VolumeGate(GateKind.Volume, volumeMm3)
        : throw new ArgumentException(
            $"A gate at {volumeMm3} mm³: must be above 0 and finite. For one model alone there is no gate.", nameof(volumeMm3));

    /// <summary>Whether a finding of this volume is the business of the model for small lesions; a volume at the gate is not.</summary>
    public bool TakesSmall(double volumeMm3) => Kind switch
    {
        GateKind.LargeOnly => false,
        GateKind.SmallOnly => true,
        _ => VolumeMm3 is { } gate && !Lesion.ReachesVolume(volumeMm3, gate),
    };

    /// <summary>Both ends with the given volumes between them, ascending.</summary>
    public static IReadOnlyList<VolumeGate> Ladder(IEnumerable<double> volumesMm3) =>
        [LargeOnly, .. volumesMm3.Order().Distinct().Select(At), SmallOnly];
}

/// <summary>What a gate lets through.</summary>
internal enum GateKind
{
    /// <summary>A gate of 0: everything from the model for large lesions, which is that model alone.</summary>
    LargeOnly,

    /// <summary>Below the volume the model for small lesions, from the volume on the one for large lesions.</summary>
    Volume,

    /// <summary>A gate of infinity: everything from the model for small lesions, which is that model alone.</summary>
    SmallOnly,
}
