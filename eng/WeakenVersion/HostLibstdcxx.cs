using System.Text;

namespace BrainMets.Build;

/// <summary>The libstdc++ of this machine. The .NET runtime is itself linked to it, so the loader has already found the right one.</summary>
public static class HostLibstdcxx
{
    /// <summary>True when it defines the symbol version, or when there is no libstdc++ to ask (not Linux, or a static runtime).</summary>
    public static bool Provides(string version)
    {
        var library = LoadedPath();
        return library is null || File.ReadAllBytes(library).AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + "\0")) >= 0;
    }

    private static string? LoadedPath()
    {
        const string Maps = "/proc/self/maps";
        return !File.Exists(Maps)
            ? null
            : File.ReadLines(Maps)
                .Select(line => line[(line.LastIndexOf(' ') + 1)..])
                .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
    }
}
