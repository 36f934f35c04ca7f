using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace BrainMets.Cli;

/// <summary>What a time was measured on: without it the time says nothing.</summary>
internal sealed record MachineDescription
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const double Gib = 1073741824;

    /// <summary>Model of the processor as the system names it; its architecture where it does not.</summary>
    public required string Cpu { get; init; }

    /// <summary>Sets of instructions that decide the speed of convolutions, of those the processor has.</summary>
    public required IReadOnlyList<string> Instructions { get; init; }

    /// <summary>Processors that the system gives this process.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory that the system gives this process.</summary>
    public required double MemoryGiB { get; init; }

    public required string System { get; init; }

    public required string Runtime { get; init; }

    public static MachineDescription OfThis() => new()
    {
        Cpu = CpuModel() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Instructions = [.. KnownInstructions().Where(set => set.Present).Select(set => set.Name)],
        Cores = Environment.ProcessorCount,
        MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gib, 1),
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    private static string? CpuModel() => !File.Exists(ProcessorFile)
        ? null
        : File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static IEnumerable<(string Name, bool Present)> KnownInstructions() =>
    [
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX-512F", Avx512F.IsSupported),
        ("AVX-512_BF16", Accelerator.CpuHasAvx512Bfloat16),
        ("AMX-BF16", Accelerator.CpuHasAmxBfloat16),
    ];
}
