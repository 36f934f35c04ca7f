using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Evaluations drawn from known curves: lesions of 1 to 30 a patient, log10 volume about 2.2, found with log odds slope x (log10 volume -
/// middle) plus an effect of the patient, so that lesions of a patient share their fate in part.
/// </summary>
internal sealed record SyntheticCohort(double Middle, double Slope = 2.5, double PatientEffect = 0.7)
{
    private const double FalsePositivesAPatient = 1;

    /// <summary>The sensitivity at a volume over all patients: the effect of the patient integrated out, by small steps.</summary>
    public double Sensitivity(double logVolume)
    {
        var (sum, total) = (0.0, 0.0);
        for (var z = -5.0; z <= 5; z += 0.05)
        {
            var density = Math.Exp(-z * z / 2);
            sum += density * Given(logVolume, PatientEffect * z);
            total += density;
        }

        return sum / total;
    }

    public CaseEvaluation[] Draw(int patients, Random random) =>
        [.. Enumerable.Range(0, patients).Select(p => Case($"p{p:000}", random))];

    /// <summary>The same patients and reference lesions, found or not by another draw.</summary>
    public CaseEvaluation[] DrawAgain(IEnumerable<CaseEvaluation> cases, Random random) =>
        [.. cases.Select(c => Judged(c.Patient, [.. c.Lesions.Select(l => l.ReferenceVolumeMm3)], random))];

    private CaseEvaluation Case(string patient, Random random)
    {
        var volumes = new List<double>();
        var middle = 2.2 + (0.2 * Normal(random));
        do
        {
            volumes.Add(Math.Pow(10, Math.Clamp(middle + (0.75 * Normal(random)), 0.5, 4.4)));
        }
        while (random.NextDouble() > 1 / 4.4 && volumes.Count < 30);
        return Judged(patient, volumes, random);
    }

    private CaseEvaluation Judged(string patient, IReadOnlyList<double> volumesMm3, Random random)
    {
        var effect = PatientEffect * Normal(random);
        var lesions = volumesMm3.Select((v, i) => random.NextDouble() < Given(Math.Log10(v), effect)
            ? Found(i + 1, v, random)
            : SomeEvaluations.Missed(i + 1, v)).ToArray();
        var invented = random.NextDouble() < FalsePositivesAPatient / 2 ? new[] { 20 * random.NextDouble() + 3, 40 } : [];
        var found = lesions.Count(l => l.Detected);
        return SomeEvaluations.Case(patient, falsePositives: invented) with
        {
            ReferenceLesions = lesions.Length,
            PredictedLesions = found + invented.Length,
            TruePositives = found,
            MatchedPredictions = found,
            FalseNegatives = lesions.Length - found,
            Lesions = lesions,
        };
    }

    private static LesionEvaluation Found(int label, double volumeMm3, Random random)
    {
        var hd95Mm = Math.Exp(0.3 + (0.15 * Math.Log10(volumeMm3)) + (0.3 * Normal(random)));
        return SomeEvaluations.Found(
            label, volumeMm3, Math.Clamp(0.55 + (0.1 * Math.Log10(volumeMm3)) + (0.1 * Normal(random)), 0.05, 0.98)) with
        {
            PredictedVolumeMm3 = volumeMm3 * Math.Pow(10, 0.1 * Normal(random)),
            Hd95Mm = new Hd95Mm(hd95Mm, hd95Mm, hd95Mm),
        };
    }

    private double Given(double logVolume, double effect) => 1 / (1 + Math.Exp(-(Slope * (logVolume - Middle)) - effect));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
