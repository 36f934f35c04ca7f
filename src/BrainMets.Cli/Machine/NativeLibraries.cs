using System.Runtime.InteropServices;

namespace BrainMets.Cli;

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
