namespace BrainMets.Cli;

/// <summary>Durations as people say them.</summary>
internal static class Duration
{
    public static string Words(TimeSpan duration)
    {
        var seconds = (long)Math.Round(duration.TotalSeconds);
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min {seconds % 60} s",
            _ => $"{seconds / 3600} h {seconds / 60 % 60} min",
        };
    }
}
