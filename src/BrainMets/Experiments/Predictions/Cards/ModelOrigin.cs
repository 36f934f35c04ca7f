namespace BrainMets.Experiments;

/// <summary>A model in the manifest of a prediction.</summary>
/// <param name="Name">From its card.</param>
/// <param name="CalibrationSlope">Null for a map that is as the networks made it.</param>
/// <param name="CalibrationIntercept">Likewise.</param>
/// <param name="Networks">File and SHA-256 of each network whose probabilities were averaged.</param>
public sealed record ModelOrigin(string Name, double? CalibrationSlope, double? CalibrationIntercept, string Networks);
