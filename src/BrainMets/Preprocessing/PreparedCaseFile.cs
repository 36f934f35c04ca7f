using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using BrainMets.Datasets;

namespace BrainMets.Preprocessing;

/// <summary>
/// One prepared case in one file: tag, length of the header, header (JSON), image (float32), brain and reference (a byte a voxel), SHA-256
/// of all before. In the machine's own byte order: a cache, not a format for exchange. Case id, patient and site are not stored, for they
/// are not part of the hash under which the file is found.
/// </summary>
internal static class PreparedCaseFile
{
    private const long Tag = 0x3130_5045_5250_544D; // "MTPREP01" on little-endian machines
    private const int PreambleBytes = sizeof(long) + sizeof(int);
    private const int PieceBytes = 1 << 20;

    public static void Write(Stream stream, PreparedCase prepared)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new PreparedCaseHeader(
            prepared.Image.Geometry, prepared.Source, prepared.BrainOrigin, prepared.BrainModelSha256, prepared.Reference is not null,
                prepared.Warnings));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Append(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        Append(MemoryMarshal.AsBytes([Tag]));
        Append(MemoryMarshal.AsBytes([header.Length]));
        Append(header);
        Append(MemoryMarshal.AsBytes(prepared.Image.Voxels.AsSpan()));
        Append(prepared.Brain.Voxels);
        Append(prepared.Reference?.Voxels ?? []);
        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>
    /// Maps the file once its checksum was found right, reading it through in pieces. Null when the file does not exist or is not exactly
    /// what was once written. The file itself is closed: hundreds of open cases take no file handles.
    /// </summary>
    public static StoredCase? TryOpen(string path, Case @case)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (!IsWhole(stream))
        {
            return null;
        }

        using var file =
            MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var headerBytes = new byte[view.ReadInt32(sizeof(long))];
        view.SafeMemoryMappedViewHandle.ReadSpan<byte>(PreambleBytes, headerBytes);
        if (JsonSerializer.Deserialize<PreparedCaseHeader>(headerBytes) is { } header)
        {
            return new StoredCase(@case, header, view, PreambleBytes + headerBytes.Length);
        }

        view.Dispose();
        return null;
    }

    private static bool IsWhole(FileStream stream)
    {
        var left = stream.Length - SHA256.HashSizeInBytes;
        Span<byte> tag = stackalloc byte[sizeof(long)];
        if (left < PreambleBytes
            || stream.ReadAtLeast(tag, tag.Length, throwOnEndOfStream: false) < tag.Length || MemoryMarshal.Read<long>(tag) != Tag)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(tag);
        left -= tag.Length;
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (left > 0)
            {
                var read = stream.Read(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
                if (read == 0)
                {
                    return false;
                }

                hash.AppendData(piece.AsSpan(0, read));
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        return stream.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false) == expected.Length
            && hash.GetHashAndReset().AsSpan().SequenceEqual(expected);
    }
}

/// <summary>The header of a stored case.</summary>
internal sealed record PreparedCaseHeader(
    VolumeGeometry Grid, VolumeGeometry Source, BrainOrigin BrainOrigin, string? BrainModelSha256, bool HasReference,
        IReadOnlyList<string> Warnings);
