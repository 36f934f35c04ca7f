namespace BrainMets.Evaluation;

/// <summary>A figure of one patient, kept as a sum and the number it is divided by, so that patients can be pooled.</summary>
public readonly record struct PatientSum(double Sum, double Count)
{
    /// <summary>Null where there is nothing to divide by.</summary>
    public double? Value => Count > 0 ? Sum / Count : null;
}
