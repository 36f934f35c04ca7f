using System.Reflection;

namespace BrainMets.Cli;

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
