using System.Text.Json.Serialization;

namespace BrainMets.Evaluation;

/// <summary>
/// A curve at one volume, with its 95 % bands over patients: Low to High holds the true value at this one volume, SimultaneousLow to
/// SimultaneousHigh the whole curve at all drawn volumes at once. All of them are null where the curve is blank: fewer patients than asked
/// for have a lesion in the window. The bands alone are null where resampling sees no variation.
/// </summary>
/// <param name="VolumeMm3">The volume.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of the pointwise band.</param>
/// <param name="High">Upper end of the pointwise band.</param>
/// <param name="SimultaneousLow">Lower end of the simultaneous band.</param>
/// <param name="SimultaneousHigh">Upper end of the simultaneous band.</param>
/// <param name="Patients">Distinct patients in the window.</param>
/// <param name="LowerQuartile">Of lesions at this volume; only for medians.</param>
/// <param name="UpperQuartile">Of lesions at this volume; only for medians.</param>
public sealed record CurvePoint(
    double VolumeMm3,
    double? Value,
    double? Low,
    double? High,
    double? SimultaneousLow,
    double? SimultaneousHigh,
    int Patients,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? LowerQuartile = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? UpperQuartile = null);
