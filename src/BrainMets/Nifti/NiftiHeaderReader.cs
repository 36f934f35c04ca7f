using System.Buffers.Binary;
using System.Text;

namespace BrainMets.Nifti;

/// <summary>
/// Validates a raw header: rejects what is invalid, warns about what is unusual, and interprets the rest. Reads no voxel.
/// </summary>
internal static class NiftiHeaderReader
{
    /// <summary>
    /// More voxels than any head scan has (1024 x 1024 x 512); a header that states more is damaged or hostile. As float32 it is 2 GiB.
    /// </summary>
    public const long MostVoxels = 1L << 29;

    /// <exception cref="InvalidInputException">The header describes no single volume with a usable grid and voxel type.</exception>
    public static NiftiHeader Interpret(string path, RawHeader raw)
    {
        var warnings = new List<string>();
        var size = CheckedSize(path, raw.Dim);
        var type = CheckedType(path, raw, warnings);
        CheckPixdim(path, raw.Pixdim);
        var (affine, source) = NiftiAffine.Read(path, raw, size, warnings);
        var (slope, intercept) = CheckedScaling(path, raw);
        return new NiftiHeader
        {
            Version = raw.Version,
            IsBigEndian = raw.IsBigEndian,
            Geometry = new VolumeGeometry(size, affine),
            AffineSource = source,
            DataType = type,
            Slope = slope,
            Intercept = intercept,
            VoxelOffsetBytes = CheckedOffset(path, raw),
            Description = raw.Description,
            IntentName = raw.IntentName,
            Warnings = warnings,
        };
    }

    public static int BytesPerVoxel(NiftiDataType type) => type switch
    {
        NiftiDataType.UInt8 or NiftiDataType.Int8 => 1,
        NiftiDataType.Int16 or NiftiDataType.UInt16 => 2,
        NiftiDataType.Int32 or NiftiDataType.UInt32 or NiftiDataType.Float32 => 4,
        _ => 8,
    };

    private static Size3 CheckedSize(string path, long[] dim)
    {
        var lengths = string.Join(" x ", dim.Skip(1).Take((int)Math.Clamp(dim[0], 1, 7)));
        if (dim[0] is < 3 or > 7)
        {
            throw new InvalidInputException(
                path, $"the header counts {dim[0]} dimensions ({lengths}); a volume needs 3 (or 4 with one volume).");
        }

        var used = dim[1..((int)dim[0] + 1)];
        if (used.Any(length => length < 1))
        {
            throw new InvalidInputException(
                path, $"the header gives the size {lengths}; every dimension must be at least 1. The header is damaged.");
        }

        if (used.Skip(3).Any(length => length > 1))
        {
            throw new InvalidInputException(
                path,
                $"the file holds several volumes (size {lengths}); one is expected. "
                + "Extract the T1 post-contrast volume into a separate file.");
        }

        // Checked factor by factor, so that the product cannot overflow.
        if (used[0] > MostVoxels || used[1] > MostVoxels / used[0] || used[2] > MostVoxels / (used[0] * used[1]))
        {
            throw new InvalidInputException(
                path, $"the header gives the size {lengths}; more than {MostVoxels} voxels is not a head scan. The header is damaged.");
        }

        return new Size3((int)used[0], (int)used[1], (int)used[2]);
    }

    private static NiftiDataType CheckedType(string path, RawHeader raw, List<string> warnings)
    {
        var type = (NiftiDataType)raw.DataTypeCode;
        if (!Enum.IsDefined(type))
        {
            var name = raw.DataTypeCode switch
            {
                0 => "unknown",
                1 => "one-bit",
                32 or 1792 or 2048 => "complex",
                128 or 2304 => "colour (RGB)",
                1536 => "128-bit floating point",
                _ => "undefined in the standard",
            };
            throw new InvalidInputException(
                path,
                $"the voxel type is {name} (datatype {raw.DataTypeCode}); a magnitude image of integers or of 32- or 64-bit "
                + "floating point is expected.");
        }

        if (raw.BitsPerVoxel != 8 * BytesPerVoxel(type))
        {
            warnings.Add(
                $"bitpix states {raw.BitsPerVoxel} bits a voxel, datatype {type} has {8 * BytesPerVoxel(type)}; datatype was followed.");
        }

        return type;
    }

    private static void CheckPixdim(string path, double[] pixdim)
    {
        for (var axis = 1; axis <= 3; axis++)
        {
            if (!double.IsFinite(pixdim[axis]) || pixdim[axis] <= 0)
            {
                throw new InvalidInputException(
                    path,
                    $"the spacing along {"xyz"[axis - 1]} (pixdim[{axis}]) is {pixdim[axis]}; it must be finite and greater than 0. "
                    + "Correct the header or convert the original images again.");
            }
        }
    }

    private static (double Slope, double Intercept) CheckedScaling(string path, RawHeader raw)
    {
        // The standard's "0 means no scaling"; NaN is how nibabel writes the same.
        if (raw.Slope == 0 || double.IsNaN(raw.Slope))
        {
            return (1, 0);
        }

        return double.IsFinite(raw.Slope) && double.IsFinite(raw.Intercept)
            ? (raw.Slope, raw.Intercept)
            : throw new InvalidInputException(
                path, $"scl_slope is {raw.Slope} and scl_inter {raw.Intercept}; both must be finite. The header is damaged.");
    }

    private static long CheckedOffset(string path, RawHeader raw)
    {
        var least = (raw.Version == 1 ? RawHeader.Nifti1Bytes : RawHeader.Nifti2Bytes) + 4;
        var isValid = raw.VoxelOffset >= least && raw.VoxelOffset <= long.MaxValue / 2 && raw.VoxelOffset == Math.Floor(raw.VoxelOffset);
        return isValid
            ? (long)raw.VoxelOffset
            : throw new InvalidInputException(
                path,
                $"vox_offset is {raw.VoxelOffset}; a single-file NIfTI-{raw.Version} needs a whole number of at least {least}. "
                + "The header is damaged.");
    }
}

/// <summary>
/// The fields of a NIfTI-1 or NIfTI-2 header as stored, in native byte order, not yet validated. Offsets after nifti1.h and nifti2.h.
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

    /// <summary>Length in bytes of the header that starts with these four bytes; null when it is not a NIfTI header.</summary>
    public static (int Version, bool IsBigEndian)? Recognise(ReadOnlySpan<byte> firstFour)
    {
        var (little, big) = (BinaryPrimitives.ReadInt32LittleEndian(firstFour), BinaryPrimitives.ReadInt32BigEndian(firstFour));
        return little == Nifti1Bytes ? (1, false)
            : big == Nifti1Bytes ? (1, true)
            : little == Nifti2Bytes ? (2, false)
            : big == Nifti2Bytes ? (2, true) : null;
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
            : "the header has the length of NIfTI but not its magic string (an ANALYZE 7.5 file?). Such files do not state which side is "
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
