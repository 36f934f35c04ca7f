using System.Text;

namespace BrainMets.Tests.Support;

/// <summary>Damage that knows what a DICOM file is: lies about lengths, representations, image sizes, and sequences without end.</summary>
public static class DicomMutation
{
    private const int LongestHeader = 1 << 17;

    private static readonly string[] Representations =
        ["AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW", "PN", "SH", "SL", "SQ",
            "SS", "ST", "SV", "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV", "??", "\0\0"];

    /// <summary>Rows, columns, frames, samples, bits allocated, bits stored, high bit, photometric interpretation.</summary>
    private static readonly byte[][] ImageTags =
        [[0x28, 0, 0x10, 0], [0x28, 0, 0x11, 0], [0x28, 0, 0x08, 0], [0x28, 0, 0x02, 0], [0x28, 0, 0x00, 0x01], [0x28, 0, 0x01, 0x01],
            [0x28, 0, 0x02, 0x01], [0x28, 0, 0x04, 0]];

    /// <summary>One to three damages, every second one of a kind particular to DICOM.</summary>
    public static (byte[] Bytes, string Kind) Of(byte[] whole, Random random)
    {
        var pixels = whole.AsSpan().IndexOf(new byte[] { 0xE0, 0x7F, 0x10, 0 });
        var headerBytes = Math.Min(pixels < 0 ? whole.Length : pixels + 64, LongestHeader);
        var (bytes, kind) = (whole, string.Empty);
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            (bytes, kind) = random.Next(2) == 0 ? FileMutation.Once(bytes, headerBytes, random) : Particular(bytes, headerBytes, random);
        }

        return (bytes, kind);
    }

    private static (byte[] Bytes, string Kind) Particular(byte[] whole, int headerBytes, Random random)
    {
        var elements = Elements(whole.AsSpan(0, Math.Min(whole.Length, headerBytes)));
        var element = elements.Count == 0 ? random.Next(whole.Length) : elements[random.Next(elements.Count)];
        switch (random.Next(6))
        {
            case 0:
                return (FileMutation.Changed(whole, copy => FileMutation.Put(copy, element + 6, Length(whole, random), 2)), "short length");
            case 1:
                return (FileMutation.Changed(whole,
                    copy => FileMutation.Put(copy, element + (random.Next(2) == 0 ? 8 : 4), Length(whole, random), 4)), "long length");
            case 2:
                var vr = Encoding.ASCII.GetBytes(Representations[random.Next(Representations.Length)]);
                return (FileMutation.Changed(whole, copy => FileMutation.Put(copy, element + 4, (uint)(vr[0] | (vr[1] << 8)), 2)),
                    "representation");
            case 3:
                return (FileMutation.Changed(whole, copy => Lie(copy, random)), "image lie");
            case 4:
                return ([.. whole[..element], .. Bomb(random), .. whole[element..]], "nested sequences");
            default:
                return (FileMutation.Changed(whole, copy => FileMutation.Put(copy, element, (uint)random.NextInt64(1L << 32), 4)), "tag");
        }
    }

    /// <summary>Where explicit elements begin: an even place with two capital letters after four bytes of tag.</summary>
    private static List<int> Elements(ReadOnlySpan<byte> header)
    {
        var found = new List<int>();
        for (var at = 132; at + 8 < header.Length; at += 2)
        {
            var vr = header.Slice(at + 4, 2);
            if (char.IsAsciiLetterUpper((char)vr[0])
                && char.IsAsciiLetterUpper((char)vr[1]) && Array.IndexOf(Representations, Encoding.ASCII.GetString(vr)) >= 0)
            {
                found.Add(at);
            }
        }

        return found;
    }

    private static uint Length(byte[] whole, Random random) =>
        random.Next(3) == 0 ? (uint)random.Next(whole.Length + 10) : FileMutation.Extremes[random.Next(FileMutation.Extremes.Length)];

    private static void Lie(byte[] copy, Random random)
    {
        var tag = ImageTags[random.Next(ImageTags.Length)];
        var at = copy.AsSpan().IndexOf(tag);
        if (at >= 0)
        {
            // Text (number of frames, IS) and binary (US) alike are eight bytes after the tag.
            var value = random.Next(2) == 0
                ? (uint)random.NextInt64(1L << 32)
                : FileMutation.Extremes[random.Next(FileMutation.Extremes.Length)];
            FileMutation.Put(copy, at + 8, tag[2] == 0x08 ? 0x39393939 : value, tag[2] == 0x08 ? 4 : 2);
        }
    }

    /// <summary>A sequence in a sequence in a sequence …, each of undefined length, none closed.</summary>
    private static byte[] Bomb(Random random)
    {
        byte[] level =
            [0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        var depth = random.Next(4) switch { 0 => random.Next(20, 60), 1 => 1000, 2 => 10_000, _ => 40_000 };
        return [.. Enumerable.Repeat(level, depth).SelectMany(bytes => bytes)];
    }
}
