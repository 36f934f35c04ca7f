using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BrainMets.Nifti;

/// <summary>
/// Reads and writes NIfTI-1 and NIfTI-2 files (.nii, .nii.gz, distinguished by content), after the standard at nifti.nimh.nih.gov. Grids
/// come out in RAS+ mm with x fastest, exactly as stored: no axis is flipped, nothing is resampled. Invalid files are rejected by <see
/// cref="InvalidInputException"/> (docs/geometry.md lists what).
/// </summary>
public static class NiftiFile
{
    /// <summary>Reads the header alone.</summary>
    /// <exception cref="InvalidInputException">The file is missing, or is not a NIfTI image that this library reads.</exception>
    public static NiftiHeader ReadHeader(string path)
    {
        using var input = new NiftiInput(path);
        return input.Header;
    }

    /// <summary>Reads an image; scaled values as float32.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, holds several volumes or voxels that are not finite.</exception>
    public static Volume<float> Read(string path) => ReadImage(path).Volume;

    /// <summary>Reads an image together with its header and the warnings in it.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, holds several volumes or voxels that are not finite.</exception>
    public static NiftiImage ReadImage(string path)
    {
        using var input = new NiftiInput(path);
        return new NiftiImage(VoxelReader.Image(input, path), input.Header);
    }

    /// <summary>
    /// Reads a binary mask: 1 where the scaled value, rounded, is above 0. A label map therefore gives the union of its labels.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is damaged, or holds negative values or fractions (a probability map).</exception>
    public static Volume<byte> ReadMask(string path)
    {
        using var input = new NiftiInput(path);
        return VoxelReader.Mask(input, path);
    }

    /// <summary>Reads a mask that must lie on <paramref name="grid"/>; the result carries that grid.</summary>
    /// <exception cref="InvalidInputException">
    /// As <see cref="ReadMask"/>; or the grid differs (the message contains both grids).
    /// </exception>
    public static Volume<byte> ReadMaskOn(string path, VolumeGeometry grid)
    {
        using var input = new NiftiInput(path);
        CheckGrid(path, input.Header.Geometry, grid);
        return new Volume<byte>(grid, VoxelReader.Mask(input, path).Voxels);
    }

    /// <summary>Reads a label map of whole numbers from 0; 0 is background.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is damaged, or holds negative values, fractions, or labels above the int range.
    /// </exception>
    public static Volume<int> ReadLabels(string path)
    {
        using var input = new NiftiInput(path);
        return VoxelReader.Labels(input, path);
    }

    /// <summary>Reads a label map that must lie on <paramref name="grid"/>; the result carries that grid.</summary>
    /// <exception cref="InvalidInputException">
    /// As <see cref="ReadLabels"/>; or the grid differs (the message contains both grids).
    /// </exception>
    public static Volume<int> ReadLabelsOn(string path, VolumeGeometry grid)
    {
        using var input = new NiftiInput(path);
        CheckGrid(path, input.Header.Geometry, grid);
        return new Volume<int>(grid, VoxelReader.Labels(input, path).Voxels);
    }

    /// <summary>
    /// Writes NIfTI-1 (NIfTI-2 where the grid does not fit it) with unscaled voxels; gzip when the name ends in .gz. The file appears
    /// under its name only when it is complete; one that was there is replaced.
    /// </summary>
    /// <exception cref="ArgumentException">The name does not end in .nii or .nii.gz.</exception>
    public static void Write(Volume<float> volume, string path, NiftiText? text = null) =>
        NiftiOutput.Write(volume, NiftiDataType.Float32, path, text);

    /// <inheritdoc cref="Write(Volume{float}, string, NiftiText)"/>
    public static void Write(Volume<byte> volume, string path, NiftiText? text = null) =>
        NiftiOutput.Write(volume, NiftiDataType.UInt8, path, text);

    /// <inheritdoc cref="Write(Volume{float}, string, NiftiText)"/>
    public static void Write(Volume<short> volume, string path, NiftiText? text = null) =>
        NiftiOutput.Write(volume, NiftiDataType.Int16, path, text);

    /// <inheritdoc cref="Write(Volume{float}, string, NiftiText)"/>
    public static void Write(Volume<ushort> volume, string path, NiftiText? text = null) =>
        NiftiOutput.Write(volume, NiftiDataType.UInt16, path, text);

    /// <inheritdoc cref="Write(Volume{float}, string, NiftiText)"/>
    public static void Write(Volume<int> volume, string path, NiftiText? text = null) =>
        NiftiOutput.Write(volume, NiftiDataType.Int32, path, text);

    private static void CheckGrid(string path, VolumeGeometry found, VolumeGeometry expected)
    {
        if (!found.SameGridAs(expected))
        {
            throw new InvalidInputException(path, $"the mask lies on another grid than its image. Mask: {found}. Image: {expected}. "
                + "Resample the mask onto the image, or pair the right files.");
        }
    }
}

/// <summary>An image with its header, whose <see cref="NiftiHeader.Warnings"/> belong in the manifest of the result.</summary>
public sealed record NiftiImage(Volume<float> Volume, NiftiHeader Header);

/// <summary>The two free texts of a NIfTI header. ASCII; text longer than the field is rejected, not truncated.</summary>
public sealed record NiftiText
{
    /// <summary>Anything, up to 79 characters (descrip).</summary>
    public string Description { get; init; } = "BrainMets";

    /// <summary>What the voxels mean, up to 15 characters (intent_name).</summary>
    public string IntentName { get; init; } = "";
}

/// <summary>Writes a volume as NIfTI.</summary>
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
        AtomicFile.Write(path, file =>
        {
            using var gzip = isGzip ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
            var content = gzip ?? file;
            content.Write(header);
            WriteVoxels<T>(content, volume.Voxels);
        });
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
