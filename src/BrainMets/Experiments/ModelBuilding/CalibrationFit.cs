using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Platt scaling of the mean map, fitted on every voxel of the brains by its volume.</summary>
internal static class VoxelCalibration
{
    private const double Mm3PerMl = 1000;
    private const double Mm3PerLitre = 1e6;

    /// <summary>Null when there is no lesion, or when lesion does not grow likelier with probability.</summary>
    public static MapCalibration? Fit(IReadOnlyList<ScoredValidationCase> cases)
    {
        var all = LogOddsHistogram.Sum(cases.Select(c => c.Voxels));
        return Fit(all) is not { } fit ? null : new MapCalibration
        {
            Slope = Math.Round(fit.Slope, 6),
            Intercept = Math.Round(fit.Intercept, 6),
            Cases = cases.Count,
            BrainMl = Math.Round((all.LesionMm3 + all.OtherMm3) / Mm3PerMl, 1),
            LesionMl = Math.Round(all.LesionMm3 / Mm3PerMl, 3),
        };
    }

    /// <summary>Before, and after with each patient scaled as the others say; a patient whom the others say nothing of stays as he is.</summary>
    public static ReliabilityPair Judge(IReadOnlyList<ScoredValidationCase> cases)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => LogOddsHistogram.Sum(g.Select(c => c.Voxels))).ToArray();
        var before = new List<(double, bool, double)>();
        var after = new List<(double, bool, double)>();
        foreach (var (i, patient) in patients.Index())
        {
            var fit = patients.Length < 2 ? null : Fit(LogOddsHistogram.Sum(patients.Where((_, other) => other != i)));
            var (slope, intercept) = fit ?? (1, 0);
            foreach (var (logOdds, isLesion, mm3) in patient.Rows())
            {
                before.Add((LogisticFit.Probability(logOdds), isLesion, mm3 / Mm3PerLitre));
                after.Add((LogisticFit.Probability((slope * logOdds) + intercept), isLesion, mm3 / Mm3PerLitre));
            }
        }

        return new ReliabilityPair(ReliabilityTable.Of(before), ReliabilityTable.Of(after));
    }

    private static (double Slope, double Intercept)? Fit(LogOddsHistogram histogram) => PlattFit.Of(histogram.Rows(), LogisticFit.WeakRidge);
}
