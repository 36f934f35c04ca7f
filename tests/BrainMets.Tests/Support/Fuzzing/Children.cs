using System.Globalization;

namespace BrainMets.Tests.Support;

/// <summary>The processes that the test started, by /proc (Linux only).</summary>
public static class Children
{
    /// <summary>The most memory any of them has had in use (VmHWM); 0 where /proc does not tell.</summary>
    public static long LargestPeakBytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        long largest = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc")
            .Where(name => int.TryParse(Path.GetFileName(name), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var status = File.ReadAllLines(Path.Combine(folder, "status"));
                if (Value(status, "PPid:") == Environment.ProcessId
                    && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("mets-dicom", StringComparison.Ordinal))
                {
                    largest = Math.Max(largest, Value(status, "VmHWM:") * 1024);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return largest;
    }

    private static long Value(string[] status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture,
            out var number) ? number : 0;
}
