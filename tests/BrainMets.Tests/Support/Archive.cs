using System.Collections.Concurrent;
using System.Diagnostics;

namespace BrainMets.Tests.Support;

/// <summary>Archives of the real test data, unpacked once a run with tar and xz (which test.sh installs).</summary>
public static class Archive
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Unpacked = new();

    /// <summary>The folder an archive was unpacked to; skips the test where there is none.</summary>
    public static string Unpack(params string[] parts) =>
        Unpacked.GetOrAdd(TestData.Path(parts), path => new Lazy<string>(() => Extract(path))).Value;

    private static string Extract(string path)
    {
        var folder = Directory.CreateTempSubdirectory("brainmets-archive-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-xJf", path, "-C", folder]) { RedirectStandardError = true })!;
        var said = tar.StandardError.ReadToEnd();
        tar.WaitForExit();
        return tar.ExitCode == 0 ? folder : throw new InvalidOperationException($"tar could not unpack {path}: {said}");
    }
}
