using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>Voxels of an open file as image, mask or labels, each with its own idea of which values cannot be right.</summary>
internal static class VoxelReader
{
    /// <summary>
    /// A stored label may miss its whole number by this much: labels that a tool rescaled to 8 bits come back up to 0.01 off.
    /// </summary>
    private const double LabelTolerance = 0.01;

    private delegate void ValueReader(ReadOnlySpan<double> values, int firstVoxel);

    public static Volume<float> Image(NiftiInput input, string path)
    {
        input.CheckLength();
        var header = input.Header;
        var size = header.Geometry.Size;
        var voxels = new float[size.Count];
        var scratch = new double[NiftiInput.VoxelsPerChunk];
        var (bad, firstBad) = (0L, -1);
        var canBeNonFinite = header.IsScaled || header.DataType is NiftiDataType.Float32 or NiftiDataType.Float64;
        input.ReadVoxels((raw, first) =>
        {
            var chunk = voxels.AsSpan(first, raw.Length / NiftiHeaderReader.BytesPerVoxel(header.DataType));
            VoxelDecoder.Decode(header, raw, chunk, scratch);
            var badHere = canBeNonFinite ? VoxelDecoder.CountNonFinite(chunk) : 0;
            if (badHere > 0 && bad == 0)
            {
                firstBad = first + IndexOfNonFinite(chunk);
            }

            bad += badHere;
        });
        return bad == 0
            ? new Volume<float>(header.Geometry, voxels)
            : throw new InvalidInputException(
                path,
                $"{bad} of {size.Count} voxels are not finite in 32-bit floating point, the first at {size.Position(firstBad)} with value "
                + $"{voxels[firstBad]}. Find out which step made them; they cannot be guessed.");
    }

    public static Volume<byte> Mask(NiftiInput input, string path)
    {
        input.CheckLength();
        var voxels = new byte[input.Header.Geometry.Size.Count];
        ReadWholeNumbers(input, path, (values, first) =>
        {
            var chunk = voxels.AsSpan(first, values.Length);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i] = (byte)(values[i] > 0.5 ? 1 : 0);
            }
        });
        return new Volume<byte>(input.Header.Geometry, voxels);
    }

    public static Volume<int> Labels(NiftiInput input, string path)
    {
        input.CheckLength();
        var voxels = new int[input.Header.Geometry.Size.Count];
        ReadWholeNumbers(input, path, (values, first) =>
        {
            var chunk = voxels.AsSpan(first, values.Length);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i] = (int)Math.Round(values[i]);
            }
        });
        return new Volume<int>(input.Header.Geometry, voxels);
    }

    private static void ReadWholeNumbers(NiftiInput input, string path, ValueReader take)
    {
        var header = input.Header;
        var buffer = new double[NiftiInput.VoxelsPerChunk];
        input.ReadVoxels((raw, first) =>
        {
            var values = buffer.AsSpan(0, raw.Length / NiftiHeaderReader.BytesPerVoxel(header.DataType));
            VoxelDecoder.Decode(header, raw, values);
            for (var i = 0; i < values.Length; i++)
            {
                var rounded = Math.Round(values[i]);
                if (!(rounded >= 0 && rounded <= int.MaxValue && Math.Abs(values[i] - rounded) <= LabelTolerance))
                {
                    throw new InvalidInputException(
                        path,
                        $"voxel {header.Geometry.Size.Position(first + i)} has the value {values[i]}; masks and label maps hold whole "
                        + "numbers from 0. Threshold a probability map first.");
                }
            }

            take(values, first);
        });
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        var index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }
}
