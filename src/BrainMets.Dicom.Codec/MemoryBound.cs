using System.Globalization;
using System.Runtime.InteropServices;

namespace BrainMets.Dicom.Codec;

/// <summary>
/// Bounds the writable memory that this process can take from now on (Linux; elsewhere the process that started this one looks at its size). A lie about a length in a
/// file then fails at once instead of filling the machine. Address space that is only reserved does not count: the C library reserves 64 MiB and more for a thread.
/// </summary>
internal static class MemoryBound
{
    private const int WritableMemory = 2;                           // RLIMIT_DATA
    private const int WritablePages = 5;                            // the field of statm
    private const int CoreDump = 4;                                 // RLIMIT_CORE

    /// <summary>A file that ends this process leaves no image of its memory on disk: it would hold what stood in the file, and cost time.</summary>
    public static void NoCoreDumps()
    {
        if (OperatingSystem.IsLinux())
        {
            var none = default(Limit);
            _ = SetLimit(CoreDump, ref none);
        }
    }

    public static void ForFile(long fileBytes)
    {
        if (OperatingSystem.IsLinux() && CurrentBytes() is { } now && GetLimit(WritableMemory, out var limit) == 0)
        {
            limit.Soft = Math.Min(limit.Hard, (ulong)(now + DicomLimits.FileAllowance(fileBytes)));
            _ = SetLimit(WritableMemory, ref limit);
        }
    }

    private static long? CurrentBytes()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[WritablePages];
        return long.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * Environment.SystemPageSize : null;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
