using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace BrainMets.Tests.Support;

/// <summary>
/// Reads the gzipped short and int NRRD images of the real test data, in which x, y and z are LPS; NRRD is no format of the product.
/// </summary>
internal static class NrrdImage
{
    public static Volume<float> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var fields = Encoding.ASCII.GetString(bytes, 0, end).Split('\n')
            .Where(line => !line.StartsWith('#') && line.Contains(": ", StringComparison.Ordinal))
            .ToDictionary(line => line[..line.IndexOf(':')], line => line[(line.IndexOf(':') + 2)..]);
        Assert.Equal(("gzip", "left-posterior-superior"), (fields["encoding"], fields["space"]));
        var sizes = fields["sizes"].Split(' ').Select(int.Parse).ToArray();
        var columns = fields["space directions"].Split(' ').Select(Ras).ToArray();
        var grid = new VolumeGeometry(
            new Size3(sizes[0], sizes[1], sizes[2]), new Affine(columns[0], columns[1], columns[2], Ras(fields["space origin"])));
        using var unzipped = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes[(end + 2)..]), CompressionMode.Decompress))
        {
            gzip.CopyTo(unzipped);
        }

        var raw = unzipped.ToArray();
        return fields["type"] == "short"
            ? new Volume<short>(grid, MemoryMarshal.Cast<byte, short>(raw).ToArray()).Map(v => (float)v)
            : new Volume<int>(grid, MemoryMarshal.Cast<byte, int>(raw).ToArray()).Map(v => (float)v);
    }

    private static PointMm Ras(string lps)
    {
        var numbers = lps.Trim('(', ')').Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return new PointMm(-numbers[0], -numbers[1], numbers[2]);
    }
}
