using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using System.Text.Json.Nodes;
using BrainMets.Cli;
using BrainMets.Model;
using Spectre.Console;

namespace BrainMets.Measurements;

/// <summary>
/// A measured result as a table for people or as one JSON object for scripts; the header's keys stand beside the result's.
/// </summary>
internal static class MeasurementOutput
{
    /// <param name="session">Where to write.</param>
    /// <param name="asJson">Nothing but JSON on standard output.</param>
    /// <param name="result">What was measured; its properties are the keys.</param>
    /// <param name="header">On what.</param>
    /// <param name="rows">The same in words, for the table.</param>
    public static int Write(
        Session session, bool asJson, object result, MeasurementHeader header, IEnumerable<(string Name, string Value)> rows)
    {
        if (asJson)
        {
            Console.Out.WriteLine(Merged(result, header).ToJsonString(JsonFormats.Run));
            return ExitCode.Done;
        }

        var table = new Grid().AddColumn().AddColumn();
        foreach (var (name, value) in rows.Concat(OfHeader(header)))
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        session.Out.Write(table);
        return ExitCode.Done;
    }

    public static string Seconds(double? seconds) => Number(seconds, "0.00", " s");

    /// <summary>A dash for what is undefined.</summary>
    public static string Number(double? value, string format, string unit = "") =>
        value is { } defined ? defined.ToString(format, CultureInfo.InvariantCulture) + unit : "-";

    private static JsonObject Merged(object result, MeasurementHeader header)
    {
        // A record is an object, never null.
        var merged = JsonSerializer.SerializeToNode(result, result.GetType(), JsonFormats.Run)!.AsObject();
        foreach (var (key, value) in JsonSerializer.SerializeToNode(header, JsonFormats.Run)!.AsObject().ToList())
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static IEnumerable<(string Name, string Value)> OfHeader(MeasurementHeader header) =>
    [
        ("precision",
            $"{header.Precision}, {header.Device}, {header.Threads} thread{(header.Threads == 1 ? "" : "s")}, seed {header.Seed}"),
        ("machine", $"{header.Machine.Cpu}, {header.Machine.Cores} cores, {Number(header.Machine.MemoryGiB, "0.0")} GiB, "
            + $"{string.Join(" ", header.Machine.Instructions)}"),
        ("system", $"{header.Machine.System}, {header.Machine.Runtime}"),
        ("program", $"{header.Version}, commit {header.Commit ?? "unknown"}"),
        ("command", header.Command),
    ];
}

/// <summary>What stands beside every measured time: on what, with what and how it was asked for.</summary>
internal sealed record MeasurementHeader
{
    /// <summary>The command line, so that whoever reads a result can repeat it.</summary>
    public required string Command { get; init; }

    public required string Version { get; init; }

    public required string? Commit { get; init; }

    public required string Device { get; init; }

    public required string Precision { get; init; }

    public required int Threads { get; init; }

    public required int Seed { get; init; }

    public required MachineDescription Machine { get; init; }

    public static MeasurementHeader Of(Session session, int seed) => new()
    {
        Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend(MeasurementCommands.Program.Name)),
        Version = Build.Version,
        Commit = Build.Commit,
        Device = Accelerator.ResolveDevice(session.Device),
        Precision = Accelerator.ResolvePrecision(session.Precision, session.Device),
        Threads = session.Threads,
        Seed = seed,
        Machine = MachineDescription.OfThis(),
    };
}

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
        : File.ReadLines(ProcessorFile)
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static IEnumerable<(string Name, bool Present)> KnownInstructions() =>
    [
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX-512F", Avx512F.IsSupported),
        ("AVX-512_BF16", Accelerator.CpuHasAvx512Bfloat16),
        ("AMX-BF16", Accelerator.CpuHasAmxBfloat16),
    ];
}
