using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>A measured result as a table for people or as one JSON object for scripts; the header's keys stand beside the result's.</summary>
internal static class BenchOutput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="session">Where to write.</param>
    /// <param name="asJson">Nothing but JSON on standard output.</param>
    /// <param name="result">What was measured; its properties are the keys.</param>
    /// <param name="header">On what.</param>
    /// <param name="rows">The same in words, for the table.</param>
    public static int Write(Session session, bool asJson, object result, BenchHeader header, IEnumerable<(string Name, string Value)> rows)
    {
        if (asJson)
        {
            Console.Out.WriteLine(Merged(result, header).ToJsonString(Json));
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

    private static JsonObject Merged(object result, BenchHeader header)
    {
        var merged = JsonSerializer.SerializeToNode(result, result.GetType(), Json)!.AsObject(); // A record is an object, never null.
        foreach (var (key, value) in JsonSerializer.SerializeToNode(header, Json)!.AsObject().ToList())
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static IEnumerable<(string Name, string Value)> OfHeader(BenchHeader header) =>
    [
        ("precision", $"{header.Precision}, {header.Device}, {header.Threads} thread{(header.Threads == 1 ? "" : "s")}, seed {header.Seed}"),
        ("machine", $"{header.Machine.Cpu}, {header.Machine.Cores} cores, {Number(header.Machine.MemoryGiB, "0.0")} GiB, {string.Join(" ", header.Machine.Instructions)}"),
        ("system", $"{header.Machine.System}, {header.Machine.Runtime}"),
        ("program", $"{header.Version}, commit {header.Commit ?? "unknown"}"),
        ("command", header.Command),
    ];
}
