using System.Buffers.Binary;
using System.Text;

namespace BrainMets.Tests.Build;

/// <summary>
/// The smallest ELF file that demands symbol versions: a header, one .gnu.version_r section with two libraries (one version of the first,
/// two of the second), and the string table it names them in. Field offsets as in the gABI and the LSB.
/// </summary>
public sealed class SmallElf
{
    public const int NeedsOffset = 64;
    private const int StringsOffset = 256;
    private const int SectionsOffset = 384;

    private readonly byte[] bytes = new byte[SectionsOffset + (3 * 64)];
    private int nextString = 1;

    public SmallElf()
    {
        "\u007fELF"u8.CopyTo(bytes);
        (bytes[4], bytes[5]) = (2, 1); // 64-bit, little endian
        Write64(40, SectionsOffset);
        Write16(58, 64);
        Write16(60, 3);

        // Needs: libm.so.6 {GLIBC_2.29}, libstdc++.so.6 {GLIBCXX_3.4.29, GLIBCXX_3.4.32}
        Need(NeedsOffset, versions: 1, "libm.so.6", next: 32);
        Version(NeedsOffset + 16, "GLIBC_2.29", next: 0);
        Need(NeedsOffset + 32, versions: 2, "libstdc++.so.6", next: 0);
        Version(NeedsOffset + 48, "GLIBCXX_3.4.29", next: 16);
        Version(NeedsOffset + 64, "GLIBCXX_3.4.32", next: 0);

        Section(1, type: 3, StringsOffset, size: 128, link: 0);
        Section(2, type: 0x6ffffffe, NeedsOffset, size: 80, link: 1);
    }

    /// <summary>Where the flags of GLIBCXX_3.4.32 stand.</summary>
    public static int FlagsOffset => NeedsOffset + 64 + 4;

    /// <summary>The link field of the last section header is the last thing a reader of the needs looks at.</summary>
    public static int EndOfWhatIsRead => SectionsOffset + (2 * 64) + 44;

    public byte[] Bytes => [.. bytes];

    private void Need(int at, ushort versions, string file, uint next)
    {
        Write16(at, 1);
        Write16(at + 2, versions);
        Write32(at + 4, Name(file));
        Write32(at + 8, 16);
        Write32(at + 12, next);
    }

    private void Version(int at, string name, uint next)
    {
        Write32(at, 0xdeadbeef); // hash, not looked at
        Write16(at + 6, 7);
        Write32(at + 8, Name(name));
        Write32(at + 12, next);
    }

    private void Section(int index, uint type, ulong offset, ulong size, uint link)
    {
        var at = SectionsOffset + (index * 64);
        Write32(at + 4, type);
        Write64(at + 24, offset);
        Write64(at + 32, size);
        Write32(at + 40, link);
    }

    private uint Name(string name)
    {
        var at = nextString;
        nextString += Encoding.ASCII.GetBytes(name, bytes.AsSpan(StringsOffset + at)) + 1;
        return (uint)at;
    }

    private void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    private void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);

    private void Write64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}
