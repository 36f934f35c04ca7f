using System.IO.Compression;
using System.Security.Cryptography;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>What is inside a .gz; another compression of the same content is soft.</summary>
internal static class CompressedComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, string path)
    {
        var (old, now) = (Content(sides.Old.Open(path)), Content(sides.Now.Open(path)));
        return [old == now ? new Difference(Difference.WholeFile, "compressed otherwise", IsSoft: true) : Difference.Hard(Difference.WholeFile, $"content {old}", now)];
    }

    private static string Content(Stream file)
    {
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
