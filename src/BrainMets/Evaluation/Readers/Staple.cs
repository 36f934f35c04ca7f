namespace BrainMets.Evaluation;

/// <summary>
/// Simultaneous truth and performance level estimation (Warfield, Zou and Wells, IEEE TMI 2004), two classes: expectation maximisation over
/// the hidden true mask and each reader's sensitivity and specificity. Voxels that the same readers marked are alike to it, so it works on
/// the counts of such patterns instead of on voxels.
/// </summary>
internal static class Staple
{
    private const double Start = 0.9;
    private const double Tolerance = 1e-8;
    private const int MostIterations = 1000;

    /// <summary>Keeps a reader from being certain, which would make 0 / 0 of a pattern that two certain readers contradict.</summary>
    private const double Certainty = 1 - 1e-6;

    /// <param name="voxels">How many voxels there are of each pattern; bit r of a pattern is set when reader r marked the voxel.</param>
    /// <param name="readers">Their number, 1 to 32.</param>
    /// <remarks>
    /// The prior is the mean share of voxels that the readers marked, and stays. It makes the extent of the background matter: the caller
    /// limits it.
    /// </remarks>
    /// <exception cref="ArgumentException">The number of readers is out of range, or there are no voxels.</exception>
    public static StapleResult Estimate(IReadOnlyDictionary<uint, long> voxels, int readers)
    {
        var total = voxels.Values.Sum();
        if (readers is < 1 or > 32 || total == 0)
        {
            throw new ArgumentException($"STAPLE of {readers} readers and {total} voxels: needs 1 to 32 readers and a voxel.");
        }

        var patterns = voxels.OrderBy(v => v.Key).Select(v => (Pattern: v.Key, Voxels: v.Value)).ToArray(); // a fixed order of sums
        var prior = patterns.Sum(p => (double)p.Voxels * uint.PopCount(p.Pattern)) / total / readers;
        var (sensitivity, specificity) = (Filled(readers), Filled(readers));
        var weights = new double[patterns.Length];
        var (iteration, moved) = (0, double.PositiveInfinity);
        while (moved > Tolerance && iteration < MostIterations)
        {
            for (var i = 0; i < patterns.Length; i++)
            {
                weights[i] = ProbabilityOfLesion(patterns[i].Pattern, prior, sensitivity, specificity);
            }

            moved = Update(patterns, weights, sensitivity, specificity);
            iteration++;
        }

        var lesion = patterns.Select((p, i) => p.Voxels * weights[i]).Sum();
        return new StapleResult(
            patterns.Select((p, i) => (p.Pattern, weights[i])).ToDictionary(),
            [.. Enumerable.Range(0, readers)
                .Select(r => new ReaderPerformance(lesion > 0 ? sensitivity[r] : null, lesion < total ? specificity[r] : null))],
            iteration,
            moved <= Tolerance);
    }

    private static double ProbabilityOfLesion(uint pattern, double prior, double[] sensitivity, double[] specificity)
    {
        var (lesion, background) = (prior, 1 - prior);
        for (var r = 0; r < sensitivity.Length; r++)
        {
            var marked = (pattern >> r & 1) != 0;
            lesion *= marked ? sensitivity[r] : 1 - sensitivity[r];
            background *= marked ? 1 - specificity[r] : specificity[r];
        }

        return lesion + background > 0 ? lesion / (lesion + background) : 0;
    }

    /// <summary>Re-estimates the readers from the probabilities; returns the largest change.</summary>
    private static double Update((uint Pattern, long Voxels)[] patterns, double[] weights, double[] sensitivity, double[] specificity)
    {
        var moved = 0.0;
        for (var r = 0; r < sensitivity.Length; r++)
        {
            var (lesion, marked, background, unmarked) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < patterns.Length; i++)
            {
                var (inside, outside) = (patterns[i].Voxels * weights[i], patterns[i].Voxels * (1 - weights[i]));
                var isMarked = (patterns[i].Pattern >> r & 1) != 0;
                (lesion, background) = (lesion + inside, background + outside);
                (marked, unmarked) = (marked + (isMarked ? inside : 0), unmarked + (isMarked ? 0 : outside));
            }

            moved = Math.Max(moved, Move(sensitivity, r, marked, lesion));
            moved = Math.Max(moved, Move(specificity, r, unmarked, background));
        }

        return moved;
    }

    private static double Move(double[] shares, int reader, double part, double whole)
    {
        var before = shares[reader];
        shares[reader] = whole > 0 ? Math.Clamp(part / whole, 1 - Certainty, Certainty) : before;
        return Math.Abs(shares[reader] - before);
    }

    private static double[] Filled(int readers)
    {
        var values = new double[readers];
        Array.Fill(values, Start);
        return values;
    }
}

/// <summary>Outcome of STAPLE on decision patterns: the probability of lesion for each pattern, and what became of the readers.</summary>
/// <param name="Probability">By pattern: bit r is set when reader r marked the voxel.</param>
/// <param name="Readers">In the order of the masks.</param>
/// <param name="Iterations">Rounds until nothing moved, or the most allowed.</param>
/// <param name="Converged">False when the rounds ran out first.</param>
internal sealed record StapleResult(
    IReadOnlyDictionary<uint, double> Probability, IReadOnlyList<ReaderPerformance> Readers, int Iterations, bool Converged);

/// <summary>
/// STAPLE's estimate of a reader's performance, voxel by voxel against the estimated consensus. Null where it is undefined: sensitivity
/// when the consensus holds no lesion, specificity when it holds nothing else.
/// </summary>
internal sealed record ReaderPerformance(double? Sensitivity, double? Specificity);
