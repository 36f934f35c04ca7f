using System.IO.Compression;
using System.Text;
using BrainMets.Nifti;

namespace BrainMets.Tests.Nifti;

/// <summary>
/// A NIfTI file put together byte by byte from the tables of nifti1.h and nifti2.h, apart from the product's own writer. Anything in it
/// can be set wrong.
/// </summary>
internal sealed record NiftiBytes
{
    public int Version { get; init; } = 1;

    public bool IsBigEndian { get; init; }

    public long[] Dim { get; init; } = [3, 2, 3, 4, 1, 1, 1, 1];

    public NiftiDataType DataType { get; init; } = NiftiDataType.Int16;

    /// <summary>In place of the code of <see cref="DataType"/>.</summary>
    public int? DataTypeCode { get; init; }

    public int? BitsPerVoxel { get; init; }

    public double[] Pixdim { get; init; } = [1, 0.5, 1.5, 2, 1, 1, 1, 1];

    public double? VoxelOffset { get; init; }

    public double Slope { get; init; }

    public double Intercept { get; init; }

    public int Units { get; init; } = 2;

    public int QformCode { get; init; }

    public int SformCode { get; init; } = 1;

    /// <summary>b, c, d, offset x, y, z.</summary>
    public double[] Qform { get; init; } = [0, 0, 0, 0, 0, 0];

    /// <summary>Three rows of four. By default x points to Left and z is slightly turned into y.</summary>
    public double[] Sform { get; init; } = [-0.5, 0, 0, 10, 0, 1.5, -0.25, -20, 0, 0.1875, 2, 30];

    public string Description { get; init; } = "";

    public string IntentName { get; init; } = "";

    public string? Magic { get; init; }

    /// <summary>Between header and voxels, from the four bytes of the extension flag on.</summary>
    public byte[] Extension { get; init; } = [0, 0, 0, 0];

    /// <summary>Stored values, x fastest.</summary>
    public double[] Voxels { get; init; } = [.. Enumerable.Range(0, 24).Select(i => (double)i)];

    public int HeaderLength => Version == 1 ? 348 : 540;

    public byte[] ToBytes() => [.. Header(), .. Extension, .. Voxels.SelectMany(Encode)];

    public byte[] ToGzip() => Gzip(ToBytes());

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private byte[] Header()
    {
        var bytes = new byte[HeaderLength];
        var offset = VoxelOffset ?? HeaderLength + Extension.Length;
        var bits = BitsPerVoxel ?? (Encode(0).Length * 8);
        var code = DataTypeCode ?? (int)DataType;
        Put(bytes, 0, Int32(HeaderLength));
        if (Version == 1)
        {
            Put(bytes, 40, Dim.SelectMany(d => Int16((short)d)));
            Put(bytes, 70, [.. Int16((short)code), .. Int16((short)bits)]);
            Put(bytes, 76, Pixdim.SelectMany(Single));
            Put(bytes, 108, [.. Single(offset), .. Single(Slope), .. Single(Intercept)]);
            bytes[123] = (byte)Units;
            Put(bytes, 148, Encoding.ASCII.GetBytes(Description));
            Put(bytes, 252, [.. Int16((short)QformCode), .. Int16((short)SformCode)]);
            Put(bytes, 256, Qform.Concat(Sform).SelectMany(Single));
            Put(bytes, 328, Encoding.ASCII.GetBytes(IntentName));
            Put(bytes, 344, Encoding.Latin1.GetBytes(Magic ?? "n+1\0"));
            return bytes;
        }

        Put(bytes, 4, Encoding.Latin1.GetBytes(Magic ?? "n+2\0\r\n\u001a\n"));
        Put(bytes, 12, [.. Int16((short)code), .. Int16((short)bits)]);
        Put(bytes, 16, Dim.SelectMany(Int64));
        Put(bytes, 104, Pixdim.SelectMany(Double));
        Put(bytes, 168, [.. Int64((long)offset), .. Double(Slope), .. Double(Intercept)]);
        Put(bytes, 240, Encoding.ASCII.GetBytes(Description));
        Put(bytes, 344, [.. Int32(QformCode), .. Int32(SformCode)]);
        Put(bytes, 352, Qform.Concat(Sform).SelectMany(Double));
        Put(bytes, 500, Int32(Units));
        Put(bytes, 508, Encoding.ASCII.GetBytes(IntentName));
        return bytes;
    }

    private static void Put(byte[] bytes, int at, IEnumerable<byte> field) => field.ToArray().CopyTo(bytes, at);

    private byte[] Encode(double value) => DataType switch
    {
        NiftiDataType.UInt8 => [(byte)value],
        NiftiDataType.Int8 => [(byte)(sbyte)value],
        NiftiDataType.Int16 => Int16((short)value),
        NiftiDataType.UInt16 => Int16((short)(ushort)value),
        NiftiDataType.Int32 => Int32((int)value),
        NiftiDataType.UInt32 => Int32((int)(uint)value),
        NiftiDataType.Int64 => Int64((long)value),
        NiftiDataType.UInt64 => Int64((long)(ulong)value),
        NiftiDataType.Float32 => Single(value),
        _ => Double(value),
    };

    private byte[] Int16(short value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Int32(int value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Int64(long value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Single(double value) => Ordered(BitConverter.GetBytes((float)value));

    private byte[] Double(double value) => Ordered(BitConverter.GetBytes(value));

    private byte[] Ordered(byte[] native) => IsBigEndian == BitConverter.IsLittleEndian ? [.. native.Reverse()] : native;
}
