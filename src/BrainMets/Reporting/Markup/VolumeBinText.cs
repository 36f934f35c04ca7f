using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>How a volume bin is named.</summary>
public static class VolumeBinText
{
    /// <summary>In cc, the lower end included: "0.1 to 0.4", "under 0.05", "1 and over".</summary>
    public static string Range(VolumeBin bin) => (bin.LowMm3, bin.HighMm3) switch
    {
        ({ } low, { } high) => $"{Short(low)} to {Short(high)}",
        (null, { } high) => $"under {Short(high)}",
        ({ } low, null) => $"{Short(low)} and over",
        _ => "all",
    };

    private static string Short(double volumeMm3) => NumberText.Cc(volumeMm3).ToString("0.####");
}
