using System.Buffers.Binary;
using System.Text;
using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>
/// The fields of a NIfTI-1 or NIfTI-2 header as stored, byte order undone, nothing judged yet. Offsets after nifti1.h and nifti2.h.
/// </summary>
internal sealed record RawHeader
{
    public const int Nifti1Bytes = 348;
    public const int Nifti2Bytes = 540;

    public required int Version { get; init; }

    public required bool IsBigEndian { get; init; }

    /// <summary>dim[0] is the number of dimensions, dim[1] to dim[7] their lengths.</summary>
    public required long[] Dim { get; init; }

    public required int DataTypeCode { get; init; }

    public required int BitsPerVoxel { get; init; }

    /// <summary>pixdim[0] is the handedness of the quaternion, pixdim[1] to pixdim[3] the voxel size.</summary>
    public required double[] Pixdim { get; init; }

    public required double VoxelOffset { get; init; }

    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    public required int Units { get; init; }

    public required int QformCode { get; init; }

    public required int SformCode { get; init; }

    /// <summary>Quaternion b, c, d and then the offset x, y, z.</summary>
    public required double[] Qform { get; init; }

    /// <summary>Three rows of four.</summary>
    public required double[] Sform { get; init; }

    public required string Description { get; init; }

    public required string IntentName { get; init; }

    /// <summary>How long the header of a file is that starts with these four bytes; null when it is no NIfTI header.</summary>
    public static (int Version, bool IsBigEndian)? Recognise(ReadOnlySpan<byte> firstFour)
    {
        var (little, big) = (BinaryPrimitives.ReadInt32LittleEndian(firstFour), BinaryPrimitives.ReadInt32BigEndian(firstFour));
        return little == Nifti1Bytes ? (1, false)
            : big == Nifti1Bytes ? (1, true)
            : little == Nifti2Bytes ? (2, false)
            : big == Nifti2Bytes ? (2, true)
            : null;
    }

    /// <exception cref="InvalidInputException">The magic string is not that of a single-file NIfTI.</exception>
    public static RawHeader Parse(string path, ReadOnlySpan<byte> header, int version, bool isBigEndian)
    {
        var fields = new Fields(header, isBigEndian);
        CheckMagic(path, version == 1 ? header.Slice(344, 4) : header.Slice(4, 8), version);
        return version == 1 ? Parse1(fields) : Parse2(fields);
    }

    private static void CheckMagic(string path, ReadOnlySpan<byte> magic, int version)
    {
        if (version == 1 ? magic.SequenceEqual("n+1\0"u8) : magic.SequenceEqual("n+2\0\r\n\u001a\n"u8))
        {
            return;
        }

        var isPair = magic[..3].SequenceEqual(version == 1 ? "ni1"u8 : "ni2"u8);
        throw new InvalidInputException(path, isPair
            ? "this is the header of a .hdr/.img pair; only single files are read. Convert the pair to one .nii or .nii.gz file."
            : magic[..3].SequenceEqual("n+2"u8)
            ? "the NIfTI-2 magic string is damaged, as by a transfer in text mode. Copy the file again, in binary mode."
            : "the header has the length of NIfTI but not its magic string (an ANALYZE 7.5 file?). Such files do not say which side is "
              + "left; convert the original images to NIfTI instead.");
    }

    private static RawHeader Parse1(Fields f) => new()
    {
        Version = 1,
        IsBigEndian = f.IsBigEndian,
        Dim = [f.Int16(40), f.Int16(42), f.Int16(44), f.Int16(46), f.Int16(48), f.Int16(50), f.Int16(52), f.Int16(54)],
        DataTypeCode = f.Int16(70),
        BitsPerVoxel = f.Int16(72),
        Pixdim = f.Singles(76, 8),
        VoxelOffset = f.Single(108),
        Slope = f.Single(112),
        Intercept = f.Single(116),
        Units = f.Byte(123),
        Description = f.Text(148, 80),
        QformCode = f.Int16(252),
        SformCode = f.Int16(254),
        Qform = f.Singles(256, 6),
        Sform = f.Singles(280, 12),
        IntentName = f.Text(328, 16),
    };

    private static RawHeader Parse2(Fields f) => new()
    {
        Version = 2,
        IsBigEndian = f.IsBigEndian,
        DataTypeCode = f.Int16(12),
        BitsPerVoxel = f.Int16(14),
        Dim = [f.Int64(16), f.Int64(24), f.Int64(32), f.Int64(40), f.Int64(48), f.Int64(56), f.Int64(64), f.Int64(72)],
        Pixdim = f.Doubles(104, 8),
        VoxelOffset = f.Int64(168),
        Slope = f.Double(176),
        Intercept = f.Double(184),
        Description = f.Text(240, 80),
        QformCode = f.Int32(344),
        SformCode = f.Int32(348),
        Qform = f.Doubles(352, 6),
        Sform = f.Doubles(400, 12),
        Units = f.Int32(500),
        IntentName = f.Text(508, 16),
    };

    private readonly ref struct Fields(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public bool IsBigEndian { get; } = isBigEndian;

        public byte Byte(int at) => _bytes[at];

        public short Int16(int at) =>
            IsBigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]);

        public int Int32(int at) =>
            IsBigEndian ? BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);

        public long Int64(int at) =>
            IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[at..]);

        public double Single(int at) => BitConverter.Int32BitsToSingle(Int32(at));

        public double Double(int at) => BitConverter.Int64BitsToDouble(Int64(at));

        public double[] Singles(int at, int count)
        {
            var values = new double[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = Single(at + (4 * i));
            }

            return values;
        }

        public double[] Doubles(int at, int count)
        {
            var values = new double[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = Double(at + (8 * i));
            }

            return values;
        }

        public string Text(int at, int length)
        {
            var field = _bytes.Slice(at, length);
            var end = field.IndexOf((byte)0);
            return Encoding.Latin1.GetString(end < 0 ? field : field[..end]).Trim();
        }
    }
}
