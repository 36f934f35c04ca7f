using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using BrainMets.Imaging;

namespace BrainMets.Tests.EndToEnd;

/// <summary>
/// Reads the two attached-header, gzip-encoded NRRD files of the real test data, and nothing more: NRRD is not a format of the product. World there
/// is LPS, so x and y change sign.
/// </summary>
internal static class NrrdImage
{
    public static Volume<float> Read(string path)
    {
        using var file = File.OpenRead(path);
        var fields = ReadHeader(file);
        var size = fields["sizes"].Split(' ').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal("left-posterior-superior", fields["space"]);
        Assert.Equal("gzip", fields["encoding"]);
        var columns = fields["space directions"].Split(' ').Select(Point).ToArray();
        var geometry = new VolumeGeometry(new Size3(size[0], size[1], size[2]), new Affine(columns[0], columns[1], columns[2], Point(fields["space origin"])));
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        return new Volume<float>(geometry, Values(fields["type"], unpacked.ToArray()));
    }

    private static float[] Values(string type, byte[] bytes) => type switch
    {
        "short" => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(v => (float)v)],
        "unsigned short" => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(v => (float)v)],
        "unsigned char" => [.. bytes.Select(v => (float)v)],
        "int" => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(v => (float)v)],
        "float" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        "double" => [.. MemoryMarshal.Cast<byte, double>(bytes).ToArray().Select(v => (float)v)],
        _ => throw new NotSupportedException(type),
    };

    private static Dictionary<string, string> ReadHeader(FileStream file)
    {
        var fields = new Dictionary<string, string>();
        for (var line = ReadLine(file); line.Length > 0; line = ReadLine(file))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && line[0] != '#')
            {
                fields[line[..colon]] = line[(colon + 2)..];
            }
        }

        return fields;
    }

    private static string ReadLine(FileStream file)
    {
        var line = new StringBuilder();
        for (var c = file.ReadByte(); c is not ('\n' or -1); c = file.ReadByte())
        {
            line.Append((char)c);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static PointMm Point(string text)
    {
        var lps = text.Trim('(', ')').Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new PointMm(-lps[0], -lps[1], lps[2]);
    }
}
