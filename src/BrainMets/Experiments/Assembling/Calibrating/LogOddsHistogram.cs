using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>
/// How much brain and how much lesion (mm³) a map gives which log odds. Bins of a hundredth, each with its mean, stand in for the voxels: fits made from them differ from
/// fits of all voxels in the sixth digit, and no more than a bin is kept of a case.
/// </summary>
internal sealed class LogOddsHistogram
{
    private const double Low = -28; // below what MapCalibration.LogOdds gives
    private const double High = 18;
    private const double BinsPerUnit = 100;
    private const int Bins = (int)((High - Low) * BinsPerUnit);

    private readonly double[] weights = new double[2 * Bins];
    private readonly double[] sums = new double[2 * Bins];

    /// <summary>Lesion, and brain that is not, in mm³.</summary>
    public double LesionMm3 => weights.AsSpan(Bins).ToArray().Sum();

    public double OtherMm3 => weights.AsSpan(0, Bins).ToArray().Sum();

    /// <summary>Of all voxels inside the brain, which are those where a map is not 0.</summary>
    /// <param name="probability">A map that is 0 outside the brain.</param>
    /// <param name="reference">Not 0 inside lesions; on the same grid.</param>
    public static LogOddsHistogram Of(Volume<float> probability, Volume<byte> reference)
    {
        var histogram = new LogOddsHistogram();
        var mm3 = probability.Geometry.VoxelVolumeMm3;
        for (var i = 0; i < probability.Voxels.Length; i++)
        {
            if (probability.Voxels[i] > 0)
            {
                histogram.Add(MapCalibration.LogOdds(probability.Voxels[i]), reference.Voxels[i] != 0, mm3);
            }
        }

        return histogram;
    }

    public static LogOddsHistogram Sum(IEnumerable<LogOddsHistogram> all)
    {
        var sum = new LogOddsHistogram();
        foreach (var one in all)
        {
            for (var i = 0; i < sum.weights.Length; i++)
            {
                sum.weights[i] += one.weights[i];
                sum.sums[i] += one.sums[i];
            }
        }

        return sum;
    }

    public void Add(double logOdds, bool isLesion, double mm3)
    {
        var bin = Math.Clamp((int)((logOdds - Low) * BinsPerUnit), 0, Bins - 1) + (isLesion ? Bins : 0);
        weights[bin] += mm3;
        sums[bin] += mm3 * logOdds;
    }

    /// <summary>The bins that hold something, each with its mean.</summary>
    public IEnumerable<(double LogOdds, bool IsLesion, double Mm3)> Rows() =>
        Enumerable.Range(0, 2 * Bins).Where(i => weights[i] > 0).Select(i => (sums[i] / weights[i], i >= Bins, weights[i]));
}
