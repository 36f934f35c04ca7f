using System.Buffers.Binary;
using System.Text;

namespace BrainMets.Nifti;

/// <summary>
/// The bytes before the voxels: header and an empty extension flag, little-endian. The sform is always written, the qform too when the
/// affine is a rotation times spacing, because older readers look at it first.
/// </summary>
internal static class NiftiHeaderWriter
{
    /// <summary>"Aligned to another file": the output lies on the grid of its input, whose frame may be any.</summary>
    private const short AlignedCode = 2;

    private const int UnitsMillimetre = 2;

    /// <summary>
    /// How far float32 may move a corner before the affine is given the 64 bits of NIfTI-2. A head stays 50 times below it.
    /// </summary>
    private const double MostRoundingMm = 0.001;

    public static byte[] Bytes(VolumeGeometry geometry, NiftiDataType type, NiftiText text)
    {
        CheckGeometry(geometry);
        var rounded = NiftiAffine.ToFilePrecision(geometry.VoxelToWorld, 1);
        var fitsNifti1 = Math.Max(geometry.Size.X, Math.Max(geometry.Size.Y, geometry.Size.Z)) <= short.MaxValue
            && rounded.LargestCornerDistanceMm(geometry.VoxelToWorld, geometry.Size) <= MostRoundingMm;
        var (description, intentName) = (Ascii(text.Description, 79, "description"), Ascii(text.IntentName, 15, "intent name"));
        var bytes = fitsNifti1 ? Nifti1(geometry, type) : Nifti2(geometry, type);
        description.CopyTo(bytes, fitsNifti1 ? 148 : 240);
        intentName.CopyTo(bytes, fitsNifti1 ? 328 : 508);
        return bytes;
    }

    private static byte[] Nifti1(VolumeGeometry geometry, NiftiDataType type)
    {
        var bytes = new byte[352];
        var span = bytes.AsSpan();
        var qform = QformWriter.From(geometry);
        BinaryPrimitives.WriteInt32LittleEndian(span, RawHeader.Nifti1Bytes);
        var dim = Dim(geometry.Size);
        for (var i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(span[(40 + (2 * i))..], (short)dim[i]);
        }

        BinaryPrimitives.WriteInt16LittleEndian(span[70..], (short)type);
        BinaryPrimitives.WriteInt16LittleEndian(span[72..], (short)(8 * NiftiHeaderReader.BytesPerVoxel(type)));
        Singles(span[76..], Pixdim(geometry, qform));
        BinaryPrimitives.WriteSingleLittleEndian(span[108..], 352);
        BinaryPrimitives.WriteSingleLittleEndian(span[112..], 1);
        bytes[123] = UnitsMillimetre;
        BinaryPrimitives.WriteInt16LittleEndian(span[252..], qform is null ? (short)0 : AlignedCode);
        BinaryPrimitives.WriteInt16LittleEndian(span[254..], AlignedCode);
        Singles(span[256..], qform?.Fields ?? []);
        Singles(span[280..], Rows(geometry.VoxelToWorld));
        "n+1\0"u8.CopyTo(span[344..]);
        return bytes;
    }

    private static byte[] Nifti2(VolumeGeometry geometry, NiftiDataType type)
    {
        var bytes = new byte[544];
        var span = bytes.AsSpan();
        var qform = QformWriter.From(geometry);
        BinaryPrimitives.WriteInt32LittleEndian(span, RawHeader.Nifti2Bytes);
        "n+2\0\r\n\u001a\n"u8.CopyTo(span[4..]);
        BinaryPrimitives.WriteInt16LittleEndian(span[12..], (short)type);
        BinaryPrimitives.WriteInt16LittleEndian(span[14..], (short)(8 * NiftiHeaderReader.BytesPerVoxel(type)));
        var dim = Dim(geometry.Size);
        for (var i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(span[(16 + (8 * i))..], dim[i]);
        }

        Doubles(span[104..], Pixdim(geometry, qform));
        BinaryPrimitives.WriteInt64LittleEndian(span[168..], 544);
        BinaryPrimitives.WriteDoubleLittleEndian(span[176..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(span[344..], qform is null ? 0 : AlignedCode);
        BinaryPrimitives.WriteInt32LittleEndian(span[348..], AlignedCode);
        Doubles(span[352..], qform?.Fields ?? []);
        Doubles(span[400..], Rows(geometry.VoxelToWorld));
        BinaryPrimitives.WriteInt32LittleEndian(span[500..], UnitsMillimetre);
        return bytes;
    }

    private static void CheckGeometry(VolumeGeometry geometry)
    {
        var affine = geometry.VoxelToWorld;
        if (geometry.Size is not { X: > 0, Y: > 0, Z: > 0 } || !affine.IsFinite || affine.Determinant == 0)
        {
            throw new ArgumentException($"A file needs at least one voxel and an invertible affine, got {geometry}.", nameof(geometry));
        }
    }

    private static long[] Dim(Size3 size) => [3, size.X, size.Y, size.Z, 1, 1, 1, 1];

    private static double[] Pixdim(VolumeGeometry geometry, QformWriter? qform) =>
        [qform?.Qfac ?? 1, geometry.Spacing.X, geometry.Spacing.Y, geometry.Spacing.Z, 1, 1, 1, 1];

    private static double[] Rows(Affine a) =>
    [
        a.ColumnX.X, a.ColumnY.X, a.ColumnZ.X, a.Origin.X,
        a.ColumnX.Y, a.ColumnY.Y, a.ColumnZ.Y, a.Origin.Y,
        a.ColumnX.Z, a.ColumnY.Z, a.ColumnZ.Z, a.Origin.Z,
    ];

    private static void Singles(Span<byte> to, double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(to[(4 * i)..], (float)values[i]);
        }
    }

    private static void Doubles(Span<byte> to, double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(to[(8 * i)..], values[i]);
        }
    }

    private static byte[] Ascii(string text, int most, string field) =>
        text.Length <= most && text.All(char.IsAscii)
            ? Encoding.ASCII.GetBytes(text)
            : throw new ArgumentException($"The {field} must be ASCII of at most {most} characters, got '{text}'.", nameof(text));
}
