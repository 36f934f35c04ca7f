namespace BrainMets.Tests.Reporting;

internal sealed record Ball(PointMm Centre, double RadiusMm)
{
    public bool Contains(PointMm p) => (p - Centre).Length <= RadiusMm;
}
