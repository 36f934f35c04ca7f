using ScottPlot.TickGenerators;

namespace BrainMets.Reporting;

/// <summary>The logarithmic volume axis of all figures by size: positions are log10 cc, labels are cc.</summary>
internal static class VolumeTicks
{
    public static double Position(double volumeMm3) => Math.Log10(NumberText.Cc(volumeMm3));

    public static NumericManual Between(double low, double high)
    {
        var ticks = new NumericManual();

        // Powers of ten alone would leave a short axis without a number.
        int[] labelled = high - low < 2 ? [2, 5] : [];
        for (var decade = (int)Math.Floor(low); decade <= Math.Ceiling(high); decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("0.####"));
            for (var digit = 2; digit < 10; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (labelled.Contains(digit))
                {
                    ticks.AddMajor(position, (digit * Math.Pow(10, decade)).ToString("0.####"));
                }
                else
                {
                    ticks.AddMinor(position);
                }
            }
        }

        return ticks;
    }
}
