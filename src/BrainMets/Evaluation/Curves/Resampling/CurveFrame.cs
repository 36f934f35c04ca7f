namespace BrainMets.Evaluation;

/// <summary>What the curves of one evaluation share: volumes, patients, and how often each resample holds each patient.</summary>
internal sealed record CurveFrame
{
    private CurveFrame(double[] grid, int[][] counts, string[] patients, CurveOptions options) =>
        (Grid, Counts, Patients, Options) = (grid, counts, patients, options);

    /// <summary>log10 mm³, on a lattice that does not depend on the data.</summary>
    public double[] Grid { get; }

    /// <summary>One a resample; the entries are those of <see cref="Patients"/>.</summary>
    public int[][] Counts { get; }

    public string[] Patients { get; }

    public CurveOptions Options { get; }

    public int[] Once => [.. Enumerable.Repeat(1, Patients.Length)];

    public static CurveFrame Of(IReadOnlyList<CaseEvaluation> cases, CurveOptions options)
    {
        // The patients in the order, and hence the draws, of the summary's intervals.
        string[] patients = [.. cases.Select(c => c.Patient).Distinct().Order(StringComparer.Ordinal)];
        var enough = patients.Length >= options.MinPatients;
        var counts = enough ? new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed)).Counts() : [];
        return new CurveFrame(enough ? GridOf(cases, options.PointsPerDecade) : [], counts, patients, options);
    }

    /// <summary>The cases of each patient.</summary>
    public CaseEvaluation[][] CasesOf(IReadOnlyList<CaseEvaluation> cases)
    {
        var byPatient = cases.ToLookup(c => c.Patient);
        return [.. Patients.Select(p => byPatient[p].OrderBy(c => c.Case, StringComparer.Ordinal).ToArray())];
    }

    private static double[] GridOf(IReadOnlyList<CaseEvaluation> cases, int pointsPerDecade)
    {
        var volumes = cases
            .SelectMany(c => c.Lesions.SelectMany(l => new[] { l.ReferenceVolumeMm3, l.PredictedVolumeMm3 ?? l.ReferenceVolumeMm3 })
                .Concat(c.FalsePositiveLesions.Select(f => f.VolumeMm3)))
            .Where(v => v > 0).ToArray(); // others are refused where they are used
        if (volumes.Length == 0)
        {
            return [];
        }

        var first = (int)Math.Ceiling(Math.Log10(volumes.Min()) * pointsPerDecade);
        var last = (int)Math.Floor(Math.Log10(volumes.Max()) * pointsPerDecade);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(k => (double)k / pointsPerDecade)];
    }
}
