using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace BrainMets.Model;

/// <summary>
/// What "auto" means for device and precision on this machine. Reads processor flags and looks for files; loads no native library,
/// because a program that only prints its version should not map half a gigabyte.
/// </summary>
internal static class Accelerator
{
    public static bool BuildHasCuda => NativeLibraries.Find("torch_cuda") is not null;

    public static bool HasNvidiaDriver => File.Exists("/proc/driver/nvidia/version")
        || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll")));

    /// <summary>True for processors that multiply bfloat16 in hardware; without it bf16 is slower than fp32.</summary>
    public static bool CpuHasBfloat16 => CpuHasAvx512Bfloat16 || CpuHasAmxBfloat16;

    // Leaf 7 of CPUID (Intel SDM vol. 2A, table 3-8): sub-leaf 1 EAX bit 5 = AVX512_BF16, sub-leaf 0 EDX bit 22 = AMX-BF16.
    public static bool CpuHasAvx512Bfloat16 => HasLeaf7 && ((X86Base.CpuId(7, 1).Eax >> 5) & 1) == 1;

    public static bool CpuHasAmxBfloat16 => HasLeaf7 && ((X86Base.CpuId(7, 0).Edx >> 22) & 1) == 1;

    private static bool HasLeaf7 => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7;

    public static string ResolveDevice(string device) => device == "auto" ? BuildHasCuda && HasNvidiaDriver ? "cuda" : "cpu" : device;

    public static string ResolvePrecision(string precision, string device) =>
        precision != "auto" ? precision : ResolveDevice(device) != "cpu" || CpuHasBfloat16 ? "bf16" : "fp32";
}

/// <summary>Where the native libraries of this build lie.</summary>
internal static class NativeLibraries
{
    /// <summary>Absolute path of a library such as "torch_cpu", null when this build has none.</summary>
    public static string? Find(string name)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        return new[] { Folder, AppContext.BaseDirectory }.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>NuGet's portable identifier, linux-x64 and the like.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
            + "-" + RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => "x64",
                Architecture.Arm64 => "arm64",
                var other => other.ToString(),
            };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "runtimes", Platform, "native");
}
