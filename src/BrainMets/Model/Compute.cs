using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>Where and in which number format the network runs.</summary>
/// <param name="Device">cpu, cuda or cuda:N.</param>
/// <param name="Precision">Of convolutions.</param>
public sealed record Compute(string Device, Precision Precision)
{
    public static Compute Reference { get; } = new("cpu", Precision.Fp32);

    /// <summary>
    /// True where work is queued and done while the program goes on, so that reading a number means waiting for all of it.
    /// </summary>
    public bool IsQueued => device(Device).type != TorchSharp.DeviceType.CPU;

    /// <summary>
    /// A copy on the device in the type of convolutions; the given tensor may be overwritten at once. It is made narrower on the device, so
    /// that the copy needs no detour.
    /// </summary>
    public Tensor Input(Tensor tensor) => OnDevice(tensor).to(Precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32);

    /// <summary>A copy on the device in its own type; the given tensor may be overwritten at once.</summary>
    public Tensor OnDevice(Tensor tensor) => tensor.CopyTo(device(Device));
}

/// <summary>What a user chooses about the computation: device, precision and threads.</summary>
public sealed record ComputeSettings
{
    /// <summary>auto, cpu, cuda or cuda:N. Auto is the GPU where this build and this machine have one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>auto, fp32 or bf16. Auto is bf16 where the processor multiplies it in hardware, or on a GPU.</summary>
    public string Precision { get; init; } = "auto";

    /// <summary>CPU threads, 1 or more. Default: all.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Sets up the native library for the whole process; call it only to compute.</summary>
    /// <exception cref="ArgumentException">The device is not available, or a setting is out of range; the message states which.</exception>
    public Compute Start()
    {
        if (Threads < 1)
        {
            throw new ArgumentException($"Threads is {Threads}; must be 1 or more.");
        }

        if (Precision is not ("auto" or "fp32" or "bf16"))
        {
            throw new ArgumentException($"Precision is '{Precision}'; must be auto, fp32 or bf16.");
        }

        var chosen = Accelerator.ResolveDevice(Device);
        if (chosen != "cpu" && !(Accelerator.BuildHasCuda && Accelerator.HasNvidiaDriver))
        {
            var reason = Accelerator.BuildHasCuda ? "there is no NVIDIA driver" : "this build is for the CPU (docs/dependencies.md)";
            throw new ArgumentException($"Device {Device} cannot be used: {reason}.");
        }

        TorchRuntime.Configure(Threads);
        return new Compute(chosen, Accelerator.ResolvePrecision(Precision, Device) == "bf16"
            ? BrainMets.Model.Precision.Bf16
            : BrainMets.Model.Precision.Fp32);
    }
}

/// <summary>Number format of convolutions; weights, statistics and loss are float32 always.</summary>
public enum Precision
{
    /// <summary>The reference.</summary>
    Fp32,

    /// <summary>bfloat16: about three times as fast on processors with instructions for it.</summary>
    Bf16,
}

/// <summary>Copies from the host to where the network computes, without waiting for them.</summary>
internal static class DeviceCopy
{
    /// <summary>
    /// The values of a tensor of the host on a device. For CUDA they go through pinned memory and the copy runs asynchronously. The pinned
    /// block is given back at once: its allocator reuses it only when the copies out of it are done, so that the source may be overwritten
    /// straight away and no second buffer of ours is needed. On the CPU nothing is copied, and all but the pinning is the same.
    /// </summary>
    public static Tensor CopyTo(this Tensor host, Device device)
    {
        if (device.type != DeviceType.CUDA || host.device_type != DeviceType.CPU)
        {
            return host.to(device);
        }

        using var pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}

/// <summary>Settings of the native library that hold for the whole process.</summary>
internal static class TorchRuntime
{
    /// <summary>
    /// Sets the number of threads and, on glibc, keeps freed memory in one heap: feature maps of tens of MB are otherwise given back to the
    /// kernel and faulted in again by every layer, which halves the speed of prediction (docs/method.md, "Memory").
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
