using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Model;
using BrainMets.Prediction;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>
/// <c>mets info</c>: what this program is and what it would compute with. Loads no native library, so it answers at once.
/// </summary>
internal static class InfoCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("info", "Show version, device, precision, presets and shipped models");
        var json = command.Flag("--json", "As JSON, for scripts");
        add(command, (parsed, session) => Run(session, parsed.GetValue(json)));
    }

    private static int Run(Session session, bool asJson)
    {
        var info = Collect(session);
        if (asJson)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(info, JsonFormats.Document));
            return ExitCode.Done;
        }

        var table = new Grid().AddColumn().AddColumn();
        table.AddRow("version", info.Version);
        table.AddRow("commit", info.Commit ?? "not built from a git checkout");
        table.AddRow("runtime", $"{info.Runtime}, {info.Platform}");
        table.AddRow("device", info.Device);
        table.AddRow("precision", info.Precision);
        table.AddRow("threads", $"{info.Threads}");
        foreach (var preset in info.Presets)
        {
            table.AddRow("preset", $"{preset.Name}, {preset.Parameters:#,0} parameters");
        }

        table.AddRow("matching", string.Join(", ", info.MatchingPresets.Select(p => p.Name)));
        foreach (var model in info.Models)
        {
            table.AddRow("model", model);
        }

        session.Out.Write(table);
        session.Out.WriteLine(ResearchUseHelp.Sentence);
        return ExitCode.Done;
    }

    private static ProgramInfo Collect(Session session) => new()
    {
        Version = Build.Version,
        Commit = Build.Commit,
        Runtime = RuntimeInformation.FrameworkDescription,
        Platform = NativeLibraries.Platform,
        Device = Accelerator.ResolveDevice(session.Device),
        Precision = Accelerator.ResolvePrecision(session.Precision, session.Device),
        Threads = session.Threads,
        Presets = [.. ConfigFile.Presets.Select(name => new Preset(name, ConfigFile.Load(name).Model.ParameterCount()))],
        MatchingPresets = MatchingPresets.All,
        Models = ShippedModels.All,
    };

    /// <summary>A configuration that comes with the program.</summary>
    private sealed record Preset(string Name, long Parameters);

    private sealed record ProgramInfo
    {
        public string Name { get; } = "BrainMets";

        public string Use { get; } = ResearchUseHelp.Sentence;

        public required string Version { get; init; }

        public required string? Commit { get; init; }

        public required string Runtime { get; init; }

        public required string Platform { get; init; }

        public required string Device { get; init; }

        public required string Precision { get; init; }

        public required int Threads { get; init; }

        public required IReadOnlyList<Preset> Presets { get; init; }

        /// <summary>Rules that 'mets evaluate' knows by name, each with all its values.</summary>
        public required IReadOnlyList<MatchingPreset> MatchingPresets { get; init; }

        public required IReadOnlyList<string> Models { get; init; }
    }
}
