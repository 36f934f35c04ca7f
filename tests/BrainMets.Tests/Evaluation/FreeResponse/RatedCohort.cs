using BrainMets.Evaluation;
using MathNet.Numerics.Distributions;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Rated patients drawn from a known free-response curve. A lesion has a candidate with a fixed probability; its confidence is normal, with
/// a lead over false candidates and an effect of the patient, and is brought to 0..1 by a function that keeps the order. One patient in ten
/// has no lesion.
/// </summary>
/// <param name="Share">Of lesions that have a candidate.</param>
/// <param name="Lead">Of the confidence of lesions over that of false candidates, whose standard deviation is 1.</param>
/// <param name="FalseAPatient">Mean of a geometric number.</param>
internal sealed record RatedCohort(double Share, double Lead, double FalseAPatient)
{
    private const double PatientEffect = 0.7;

    /// <summary>The sensitivity at a rate over all patients: that of the confidence which so many false candidates reach.</summary>
    public double Sensitivity(double falsePositivesPerPatient)
    {
        if (falsePositivesPerPatient >= FalseAPatient)
        {
            return Share;
        }

        var confidence = Normal.InvCDF(0, 1, 1 - (falsePositivesPerPatient / FalseAPatient));
        return Share * (1 - Normal.CDF(Lead, Math.Sqrt(1 + (PatientEffect * PatientEffect)), confidence));
    }

    public CaseRatings[] Draw(int patients, Random random) => [.. Enumerable.Range(0, patients).Select(p => Patient($"p{p:000}", random))];

    private CaseRatings Patient(string name, Random random)
    {
        var (effect, lesions, invented) = (PatientEffect * Deviate(random), new List<double?>(), new List<double>());
        for (var more = random.NextDouble() > 0.1; more; more = random.NextDouble() > 1 / 4.4 && lesions.Count < 30)
        {
            lesions.Add(random.NextDouble() < Share ? Normal.CDF(0, 1, Lead + effect + Deviate(random)) : null);
        }

        while (random.NextDouble() < FalseAPatient / (1 + FalseAPatient))
        {
            invented.Add(Normal.CDF(0, 1, Deviate(random)));
        }

        return SomeRatings.Of(name, [.. lesions], [.. invented]);
    }

    private static double Deviate(Random random) => Normal.InvCDF(0, 1, Math.Clamp(random.NextDouble(), 1e-9, 1 - 1e-9));
}
