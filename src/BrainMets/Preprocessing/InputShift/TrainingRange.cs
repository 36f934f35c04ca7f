using System.Globalization;
using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>
/// The training range of a model, one range a measurement; a model's card.json may override each (docs/domain-guard.md). The defaults hold
/// for a network trained on T1 post-contrast scans of whole adult heads. They were set on five real contrast scans, one without contrast
/// and phantoms, with room on either side; no range was fitted to how well a model does.
/// </summary>
internal sealed record TrainingRange
{
    public static TrainingRange Default { get; } = new();

    /// <summary>Larger of the two finer voxel spacings, mm.</summary>
    public MeasureRange InPlaneSpacingMm { get; init; } = new() { Least = 0.1, Low = 0.2, High = 2, Most = 4 };

    /// <summary>Coarsest voxel spacing, mm.</summary>
    public MeasureRange SliceDistanceMm { get; init; } = new() { Least = 0.1, Low = 0.3, High = 7, Most = 12 };

    /// <summary>Smallest side of the field of view, mm; an adult head is at least 140 mm in every direction.</summary>
    public MeasureRange FieldOfViewMm { get; init; } = new() { Least = 50, Low = 110 };

    /// <summary>Volume of the brain mask, mL.</summary>
    public MeasureRange BrainVolumeMl { get; init; } = new() { Least = 400, Low = 800, High = 2200, Most = 2700 };

    /// <summary>Share of its box that the brain mask fills; brains 0.40 to 0.51, an ellipsoid 0.52, a block 1.</summary>
    public MeasureRange BrainBoxFill { get; init; } = new() { Least = 0.2, Low = 0.33, High = 0.62, Most = 0.75 };

    /// <summary>
    /// Largest area in which a face of the field of view cuts the brain mask, cm²; through the middle it would be 150 to 200.
    /// </summary>
    public MeasureRange BrainCutCm2 { get; init; } = new() { High = 25, Most = 100 };

    /// <summary>Share of voxels with the commonest value; stripped brains have up to 0.85.</summary>
    public MeasureRange CommonestShare { get; init; } = new() { High = 0.97, Most = 0.995 };

    /// <summary>Share of brain voxels whose neighbours have exactly their value.</summary>
    public MeasureRange FlatShare { get; init; } = new() { High = 0.3, Most = 0.9 };

    /// <summary>Distinct values among some ten thousand voxels of the brain.</summary>
    public MeasureRange DistinctValues { get; init; } = new() { Least = 32, Low = 64 };

    /// <summary>Noise over the spread of the brain's intensities.</summary>
    public MeasureRange Noise { get; init; } = new() { High = 0.5 };

    /// <summary>Spread of the brain's intensities without noise over their median above air.</summary>
    public MeasureRange TissueContrast { get; init; } = new() { Least = 0.12, Low = 0.3, High = 1.5 };

    /// <summary>Brightness of the brain's rim minus that of its depth, in standard deviations: below 0 in T1, above in T2.</summary>
    public MeasureRange RimOverDepth { get; init; } = new() { Least = -2, Low = -1.4, High = 0, Most = 0.3 };

    /// <summary>Skew of the brain's intensities, -1..1: below 0 where fluid is dark.</summary>
    public MeasureRange Skew { get; init; } = new() { Least = -0.8, Low = -0.62, High = 0.05, Most = 0.15 };

    /// <summary>Share of voxels with the Hounsfield units of air.</summary>
    public MeasureRange CtAirShare { get; init; } = new() { High = 0.02, Most = 0.1 };

    /// <summary>Connected bright volume in the brain mask, mm³; never red by itself, because some sequences darken vessels.</summary>
    public MeasureRange EnhancingVolumeMm3 { get; init; } = new() { Low = 500 };

    /// <summary>That volume as a share of the brain.</summary>
    public MeasureRange EnhancingShare { get; init; } = new() { High = 0.07 };

    /// <summary>Every range whose bounds are out of order, named; empty when all are in order.</summary>
    public IReadOnlyList<string> Faults()
    {
        (string Name, MeasureRange Range)[] all =
        [
            ("inPlaneSpacingMm", InPlaneSpacingMm), ("sliceDistanceMm", SliceDistanceMm), ("fieldOfViewMm", FieldOfViewMm),
                ("brainVolumeMl", BrainVolumeMl),
            ("brainBoxFill", BrainBoxFill), ("brainCutCm2", BrainCutCm2), ("commonestShare", CommonestShare), ("flatShare", FlatShare),
            ("distinctValues", DistinctValues), ("noise", Noise), ("tissueContrast", TissueContrast), ("rimOverDepth", RimOverDepth),
                ("skew", Skew),
            ("ctAirShare", CtAirShare), ("enhancingVolumeMm3", EnhancingVolumeMm3), ("enhancingShare", EnhancingShare),
        ];
        return [.. from one in all
            where !one.Range.IsOrdered select $"{one.Name} must have finite bounds with least <= low <= high <= most"];
    }
}

/// <summary>
/// The training range of a model for one measurement: green from <see cref="Low"/> to <see cref="High"/>, amber beyond, red below <see
/// cref="Least"/> or above <see cref="Most"/>. A bound that is null does not exist.
/// </summary>
public sealed record MeasureRange
{
    public double? Low { get; init; }

    public double? High { get; init; }

    public double? Least { get; init; }

    public double? Most { get; init; }

    /// <summary>True when the bounds are in order: least, low, high, most.</summary>
    [JsonIgnore]
    public bool IsOrdered
    {
        get
        {
            double[] given = [.. new[] { Least, Low, High, Most }.OfType<double>()];
            return given.All(double.IsFinite) && given.Zip(given.Skip(1)).All(pair => pair.First <= pair.Second);
        }
    }

    public InputShiftLevel LevelOf(double value) =>
        value < Least || value > Most ? InputShiftLevel.Red
        : value < Low || value > High ? InputShiftLevel.Amber : InputShiftLevel.Green;

    /// <summary>True for a value above the range, whichever bound it crosses.</summary>
    public bool IsAbove(double value) => value > High || value > Most;

    /// <summary>The green part in words: "0.3 to 7", "at least 500", "any".</summary>
    public override string ToString() => (Low ?? Least, High ?? Most) switch
    {
        (null, null) => "any",
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"at least {low:0.###}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"at most {high:0.###}"),
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low:0.###} to {high:0.###}"),
    };
}
