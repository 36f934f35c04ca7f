using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>One of several curves over volume, by the name it has in the legend.</summary>
internal sealed record CurveSeries(string Name, VolumeCurve Curve, SeriesStyle Style)
{
    /// <summary>A difference of two curves rests on the lesions of both: of these only the patients are counted.</summary>
    public bool IsDifference { get; init; }

    /// <summary>What the legend says it rests on.</summary>
    public string Count => IsDifference
        ? ReportText.Count(Curve.Patients, "patient", "patients")
        : $"{ReportText.Count(Curve.Lesions, "lesion", "lesions")}, {ReportText.Count(Curve.Patients, "patient", "patients")}";

    /// <summary>The same with the sign turned: of a difference the other way round.</summary>
    public static VolumeCurve Turned(VolumeCurve curve) => curve with
    {
        Points =
        [
            .. curve.Points.Select(p => p with
            {
                Value = -p.Value, Low = -p.High, High = -p.Low, SimultaneousLow = -p.SimultaneousHigh, SimultaneousHigh = -p.SimultaneousLow,
            }),
        ],
    };
}
