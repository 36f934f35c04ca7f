using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>Judges a raw header: what is refused, what is only warned about, and what the rest means. Reads no voxel.</summary>
internal static class NiftiHeaderReader
{
    /// <summary>
    /// More voxels than any head scan has (1024 x 1024 x 512); a header that asks for more is damaged or hostile. As float32 it is 2 GiB.
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
                + "Extract the T1 post-contrast volume into a file of its own.");
        }

        // Checked factor by factor, so that the product cannot overflow.
        if (used[0] > MostVoxels || used[1] > MostVoxels / used[0] || used[2] > MostVoxels / (used[0] * used[1]))
        {
            throw new InvalidInputException(
                path, $"the header gives the size {lengths}; more than {MostVoxels} voxels is no head scan. The header is damaged.");
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
                $"bitpix says {raw.BitsPerVoxel} bits a voxel, datatype {type} has {8 * BytesPerVoxel(type)}; datatype was followed.");
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
