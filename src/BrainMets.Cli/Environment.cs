using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using BrainMets.Prediction;

namespace BrainMets.Cli;

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
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + "-" + RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString(),
        };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "runtimes", Platform, "native");
}

/// <summary>The trained networks that come with the program, a folder each beside it.</summary>
internal static class ShippedModels
{
    public const string Default = "randomised";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Absolute paths of the model folders, by name.</summary>
    public static IReadOnlyList<string> All => Directory.Exists(Folder)
        ? [.. Directory.EnumerateDirectories(Folder).Where(ModelSource.IsModelFolder).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The path of a model given by name or path; something that exists as a path goes first.</summary>
    /// <exception cref="InvalidInputException">Neither.</exception>
    public static string Resolve(string nameOrPath)
    {
        if (Path.Exists(nameOrPath))
        {
            return Path.GetFullPath(nameOrPath);
        }

        var names = All.Select(Path.GetFileName).ToList();
        return names.Contains(nameOrPath)
            ? Path.Combine(Folder, nameOrPath)
            : throw new InvalidInputException(nameOrPath, $"is neither a path nor a model that comes with the program ({(names.Count == 0 ? "there are none" : string.Join(", ", names))}).");
    }
}

/// <summary>What this program was built from.</summary>
internal static class Build
{
    /// <summary>Version of the assembly, as in CHANGELOG.md.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>Git commit, with "-modified" when sources were changed after it; null when built outside a checkout.</summary>
    public static string? Commit => Informational.Split('+') is [_, var commit] ? commit : null;

    private static string Informational =>
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion; // Written by the SDK.
}
