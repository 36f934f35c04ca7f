namespace BrainMets.Tests.Support;

/// <summary>Damage that knows what a NIfTI-1 header is; the file is damaged before or after it is packed.</summary>
public static class NiftiMutation
{
    private const int HeaderBytes = 348;
    private const int DimAt = 40;
    private const int DataTypeAt = 70;
    private const int BitsAt = 72;
    private const int VoxelOffsetAt = 108;

    /// <param name="unpacked">The whole file without gzip.</param>
    /// <param name="pack">Gzip.</param>
    /// <param name="random">Decides everything.</param>
    /// <returns>The file, and its length unpacked as far as that is known.</returns>
    public static (byte[] Bytes, string Kind, long UnpackedBytes) Of(byte[] unpacked, Func<byte[], byte[]> pack, Random random)
    {
        if (random.Next(4) == 0)
        {
            var (damaged, how) = FileMutation.Once(pack(unpacked), 64, random);
            return (damaged, "packed " + how, unpacked.Length);
        }

        var (bytes, kind) = (unpacked, string.Empty);
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            (bytes, kind) = random.Next(2) == 0
                ? FileMutation.Once(bytes, HeaderBytes, random)
                : (FileMutation.Changed(bytes, copy => Lie(copy, random)), "header lie");
        }

        var file = random.Next(2) == 0 ? bytes : pack(bytes);
        if (file != bytes && random.Next(3) == 0)
        {
            // A trailer that says what the header says: the length alone cannot tell that the voxels are missing.
            FileMutation.Put(file, file.Length - 4, (uint)Announced(bytes), 4);
            kind = "trailer lie";
        }

        return (file, kind, bytes.Length);
    }

    private static void Lie(byte[] copy, Random random)
    {
        var (at, size) = random.Next(5) switch
        {
            0 or 1 => (DimAt + (2 * random.Next(8)), 2),
            2 => (DataTypeAt, 2),
            3 => (VoxelOffsetAt, 4),
            _ => (76 + (4 * random.Next(68)), 4),
        };
        var value = random.Next(2) == 0 ? FileMutation.Extremes[random.Next(FileMutation.Extremes.Length)] : (uint)random.Next(1, 2000);
        FileMutation.Put(copy, at, value, size);
    }

    private static long Announced(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return bytes.Length;
        }

        long voxels = 1;
        for (var axis = 1; axis <= 3; axis++)
        {
            voxels *= Math.Max((short)1, BitConverter.ToInt16(bytes, DimAt + (2 * axis)));
        }

        return (long)BitConverter.ToSingle(bytes, VoxelOffsetAt) + (voxels * BitConverter.ToInt16(bytes, BitsAt) / 8);
    }
}
