using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>Settings of the native library that hold for the whole process.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// Sets the number of threads and, on glibc, keeps freed memory in one heap: feature maps of tens of MB are otherwise given back to the kernel
    /// and faulted in again by every layer, which halves the speed of prediction (docs/method.md, "Memory").
    /// </summary>
    public static void Configure(int threads)
    {
        if (OperatingSystem.IsLinux())
        {
            KeepMemory();
        }

        set_num_threads(threads);
    }

    private static void KeepMemory()
    {
        const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;
        try
        {
            _ = SetAllocator(MmapMax, 0);
            _ = SetAllocator(TrimThreshold, int.MaxValue);
            _ = SetAllocator(TopPad, 64 << 20);
            _ = SetAllocator(ArenaMax, 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library (musl): it has no such settings, and everything works without them.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAllocator(int parameter, int value);
}
