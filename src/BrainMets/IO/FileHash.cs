using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace BrainMets.IO;

/// <summary>SHA-256 of files, in lower-case hexadecimal. Inputs are hashed once in the life of an instance.</summary>
internal sealed class FileHash
{
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>Of a file that does not change while the instance lives.</summary>
    public string OfInput(string path) => known.GetOrAdd(path, Of);

    /// <summary>Of a file as it is now.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static string Of(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Of the bytes of a file that has been read.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of a text in UTF-8.</summary>
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));
}
