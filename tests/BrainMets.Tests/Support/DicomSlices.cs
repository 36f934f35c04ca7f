using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BrainMets.Tests.Support;

/// <summary>
/// Reads one series of plain slices (implicit VR little endian, 16 bit, one frame a file) from a .tar.xz of the real test data: just enough
/// DICOM to have the pixels, and independent of the product's own reader.
/// </summary>
internal static class DicomSlices
{
    private static readonly ConcurrentDictionary<string, Lazy<Volume<float>>> Known = new();

    /// <summary>The series of an archive; skips the test where there is none.</summary>
    public static Volume<float> Read(params string[] archive) =>
        Known.GetOrAdd(Archive.Unpack(archive), folder => new Lazy<Volume<float>>(() => ReadFolder(folder))).Value;

    private static Volume<float> ReadFolder(string folder)
    {
        var slices = Directory.GetFiles(folder, "*.dcm", SearchOption.AllDirectories).Select(f => Elements(File.ReadAllBytes(f))).ToList();
        var (row, column) = (Numbers(slices[0][0x0020_0037])[..3], Numbers(slices[0][0x0020_0037])[3..]);
        double[] normal =
        [
            (row[1] * column[2]) - (row[2] * column[1]), (row[2] * column[0]) - (row[0] * column[2]),
                (row[0] * column[1]) - (row[1] * column[0]),
        ];
        var ordered = slices.OrderBy(s => Numbers(s[0x0020_0032]).Zip(normal, (p, n) => p * n).Sum()).ToList();
        var (first, last) = (Numbers(ordered[0][0x0020_0032]), Numbers(ordered[^1][0x0020_0032]));
        var spacing = Numbers(ordered[0][0x0028_0030]); // between rows, between columns
        var step = last.Zip(first, (l, f) => (l - f) / (ordered.Count - 1)).ToArray();
        var size = new Size3(BinaryPrimitives.ReadUInt16LittleEndian(ordered[0][0x0028_0011]),
            BinaryPrimitives.ReadUInt16LittleEndian(ordered[0][0x0028_0010]), ordered.Count);
        var affine = new Affine(
            Ras([.. row.Select(r => r * spacing[1])]), Ras([.. column.Select(c => c * spacing[0])]), Ras(step), Ras(first));
        return new Volume<float>(
            new VolumeGeometry(size, affine),
                [.. ordered.SelectMany(s => MemoryMarshal.Cast<byte, short>(s[0x7FE0_0010]).ToArray()).Select(v => (float)v)]);
    }

    /// <summary>Elements outside sequences by tag; the meta group, which is explicit, is passed over by its length.</summary>
    private static Dictionary<uint, byte[]> Elements(byte[] file)
    {
        var found = new Dictionary<uint, byte[]>();
        var at = 144 + (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(140));
        while (at + 8 <= file.Length)
        {
            var tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) << 16)
                | BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 2));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            at += 8;
            if (length != uint.MaxValue && tag != 0xFFFE_E000)
            {
                found.TryAdd(tag, file[at..(at + (int)length)]);
                at += (int)length;
            }
        }

        return found;
    }

    private static double[] Numbers(byte[] text) =>
        [.. Encoding.ASCII.GetString(text).Trim(' ', '\0').Split('\\').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static PointMm Ras(double[] lps) => new(-lps[0], -lps[1], lps[2]);
}
