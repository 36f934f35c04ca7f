using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>Writes a volume to a temporary name in the same folder and renames it, so that no reader ever meets half a file.</summary>
internal static class NiftiOutput
{
    public static void Write<T>(Volume<T> volume, NiftiDataType type, string path, NiftiText? text)
        where T : unmanaged
    {
        var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (!(isGzip ? path[..^3] : path).EndsWith(".nii", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The file name must end in .nii or .nii.gz, got '{path}'.", nameof(path));
        }

        var header = NiftiHeaderWriter.Bytes(volume.Geometry, type, text ?? new NiftiText());
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full) ?? "", $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17))
            using (var content = isGzip ? new GZipStream(file, CompressionLevel.Optimal) : (Stream)file)
            {
                content.Write(header);
                WriteVoxels<T>(content, volume.Voxels);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Little-endian, in pieces of 64 Ki voxels: a volume over 2 GiB has more bytes than one span can count.</summary>
    private static void WriteVoxels<T>(Stream stream, T[] voxels)
        where T : unmanaged
    {
        const int Piece = 1 << 16;
        for (var first = 0; first < voxels.Length; first += Piece)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(voxels.AsSpan(first, Math.Min(Piece, voxels.Length - first)));
            if (!BitConverter.IsLittleEndian)
            {
                var swapped = bytes.ToArray();
                VoxelDecoder.SwapBytes(swapped, Unsafe.SizeOf<T>());
                bytes = swapped;
            }

            stream.Write(bytes);
        }
    }
}
