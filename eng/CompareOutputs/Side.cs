using System.Security.Cryptography;

namespace BrainMets.Build.Comparing;

/// <summary>What one checkout wrote: its files by masked path, and what the file "identity" beside them says of the program and of where it ran.</summary>
internal sealed class Side
{
    private const string WorkName = "work";

    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> pathsOfHash = new(StringComparer.Ordinal);

    private Side(string folder)
    {
        Folder = folder;
        var identity = Lines(Path.Combine(folder, "identity")).ToDictionary(line => line.Key, line => line.Value);
        string Said(string key) => identity.TryGetValue(key, out var value) ? value : throw new FormatException($"{folder}/identity does not say its {key}.");
        (Version, Commit) = (Said("version"), Said("commit"));
        OwnWords = [.. new[] { (Said("root"), "(root)"), (Said("checkout"), "(checkout)"), (Commit, "(commit)") }.Where(word => word.Item1.Length > 0)];
        Seconds = File.Exists(Path.Combine(folder, "seconds")) ? Lines(Path.Combine(folder, "seconds")).ToDictionary(line => line.Key, line => line.Value) : [];
    }

    public string Folder { get; }

    public string Version { get; }

    public string Commit { get; }

    /// <summary>Wall seconds by step.</summary>
    public IReadOnlyDictionary<string, string> Seconds { get; }

    /// <summary>Texts that differ because the sides are two, and what stands for them.</summary>
    public IReadOnlyList<(string Value, string Token)> OwnWords { get; }

    /// <summary>Masked paths, sorted.</summary>
    public IEnumerable<string> Paths => files.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="IOException">The folder, or its file "identity", is not there.</exception>
    /// <exception cref="FormatException">The file "identity" lacks a line.</exception>
    public static Side Read(string folder)
    {
        var side = new Side(Path.GetFullPath(folder));
        var work = Path.Combine(side.Folder, WorkName);
        foreach (var file in Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Masks.Name(Path.GetRelativePath(work, file).Replace('\\', '/'));
            for (var n = 2; side.files.ContainsKey(path); n++)
            {
                path = $"{Masks.Name(path)} {n}"; // A training that was resumed has several files of events.
            }

            side.files[path] = file;
            using var stream = File.OpenRead(file);
            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            side.hashes[path] = hash;
            if (!side.pathsOfHash.TryGetValue(hash, out var paths))
            {
                side.pathsOfHash[hash] = paths = new(StringComparer.Ordinal);
            }

            paths.Add(path);
        }

        return side;
    }

    public bool Has(string path) => files.ContainsKey(path);

    public string Sha256(string path) => hashes[path];

    public byte[] Bytes(string path) => File.ReadAllBytes(files[path]);

    public string Text(string path) => File.ReadAllText(files[path]);

    public Stream Open(string path) => File.OpenRead(files[path]);

    /// <summary>The files of this side with that SHA-256.</summary>
    public IEnumerable<string> PathsOf(string sha256) => pathsOfHash.TryGetValue(sha256, out var paths) ? paths : [];

    private static IEnumerable<(string Key, string Value)> Lines(string file) =>
        from line in File.ReadLines(file)
        let parts = line.Split(' ', 2)
        where line.Length > 0
        select (parts[0], parts.Length > 1 ? parts[1] : "");
}
