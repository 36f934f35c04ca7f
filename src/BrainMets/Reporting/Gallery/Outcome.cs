namespace BrainMets.Reporting;

/// <summary>What a picture of the report shows.</summary>
public enum Outcome
{
    Found,
    Missed,
    FalsePositive,
}
