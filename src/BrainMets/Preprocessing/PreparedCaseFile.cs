using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using BrainMets.Datasets;
using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// One prepared case in one file: tag, length of the header, header (JSON), image (float32), brain and reference (a byte a voxel), SHA-256 of all
/// before. In the machine's own byte order: a cache, not a format for exchange. Case id, patient and site are not stored, for they are not
/// part of the hash under which the file is found.
/// </summary>
internal static class PreparedCaseFile
{
    private const long Tag = 0x3130_5045_5250_544D; // "MTPREP01" on little-endian machines
    private const int PreambleBytes = sizeof(long) + sizeof(int);

    public static void Write(string path, PreparedCase prepared)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(
            prepared.Image.Geometry, prepared.Source, prepared.BrainOrigin, prepared.BrainModelSha256, prepared.Reference is not null, prepared.Warnings));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = File.Create(path);
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

    /// <summary>Null when the file does not exist or is not exactly what was once written.</summary>
    public static PreparedCase? TryRead(string path, Case @case)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var contentBytes = bytes.Length - SHA256.HashSizeInBytes;
        if (contentBytes < PreambleBytes
            || MemoryMarshal.Read<long>(bytes) != Tag
            || !SHA256.HashData(bytes.AsSpan(0, contentBytes)).AsSpan().SequenceEqual(bytes.AsSpan(contentBytes)))
        {
            return null;
        }

        var headerBytes = MemoryMarshal.Read<int>(bytes.AsSpan(sizeof(long)));
        return JsonSerializer.Deserialize<Header>(bytes.AsSpan(PreambleBytes, headerBytes)) is { } header
            ? Restore(@case, header, bytes.AsSpan(PreambleBytes + headerBytes, contentBytes - PreambleBytes - headerBytes))
            : null;
    }

    private static PreparedCase Restore(Case @case, Header header, ReadOnlySpan<byte> voxels)
    {
        var count = (int)header.Grid.Size.Count;
        var masks = voxels[(count * sizeof(float))..];
        return new PreparedCase
        {
            CaseId = @case.Id,
            Patient = @case.Patient,
            Site = @case.Site,
            Image = new Volume<float>(header.Grid, MemoryMarshal.Cast<byte, float>(voxels[..(count * sizeof(float))]).ToArray()),
            Brain = new Volume<byte>(header.Grid, masks[..count].ToArray()),
            Reference = header.HasReference ? new Volume<byte>(header.Grid, masks[count..].ToArray()) : null,
            Source = header.Source,
            BrainOrigin = header.BrainOrigin,
            BrainModelSha256 = header.BrainModelSha256,
            Warnings = header.Warnings,
        };
    }

    private sealed record Header(
        VolumeGeometry Grid, VolumeGeometry Source, BrainOrigin BrainOrigin, string? BrainModelSha256, bool HasReference, IReadOnlyList<string> Warnings);
}
