using System.Buffers.Binary;
using System.Text;

namespace BrainMets.Build;

/// <summary>
/// Reads the symbol versions that an ELF shared library demands of the libraries it loads (section .gnu.version_r), and marks one
/// of them weak, so that the loader warns about its absence in place of refusing. Layout: the ELF gABI and the LSB, "Symbol Versioning".
/// Only 64-bit little-endian files, which is what the TorchSharp package holds for Linux x64.
/// </summary>
public static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;
    private const ushort FlagWeak = 0x2;

    public enum Outcome
    {
        NotElf,
        VersionNotNeeded,
        AlreadyWeak,
        Weakened,
    }

    /// <summary>Sets the weak flag of <paramref name="version"/> in place; every other byte stays as it is.</summary>
    /// <exception cref="InvalidDataException">The file says it is ELF, but its tables point outside it.</exception>
    public static Outcome Weaken(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            return Outcome.NotElf;
        }

        try
        {
            return WeakenSections(elf, Encoding.ASCII.GetBytes(version));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("The ELF section tables point outside the file; it is truncated or not what it claims to be.", e);
        }
    }

    private static Outcome WeakenSections(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        var sections = (int)U64(elf, 40);
        var (entrySize, count) = (U16(elf, 58), U16(elf, 60));
        for (var s = 0; s < count; s++)
        {
            var header = sections + (s * entrySize);
            if (U32(elf, header + 4) == SectionTypeVersionNeeds)
            {
                var names = (int)U64(elf, sections + ((int)U32(elf, header + 40) * entrySize) + 24);
                return WeakenNeeds(elf, (int)U64(elf, header + 24), names, version);
            }
        }

        return Outcome.VersionNotNeeded;
    }

    private static Outcome WeakenNeeds(Span<byte> elf, int firstNeed, int names, ReadOnlySpan<byte> version)
    {
        for (var need = firstNeed; ;)
        {
            var auxiliary = need + (int)U32(elf, need + 8);
            for (var a = 0; a < U16(elf, need + 2); a++)
            {
                var name = elf[(names + (int)U32(elf, auxiliary + 8))..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(version))
                {
                    var flags = U16(elf, auxiliary + 4);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(auxiliary + 4)..], (ushort)(flags | FlagWeak));
                    return (flags & FlagWeak) != 0 ? Outcome.AlreadyWeak : Outcome.Weakened;
                }

                auxiliary += (int)U32(elf, auxiliary + 12);
            }

            var next = (int)U32(elf, need + 12);
            if (next == 0)
            {
                return Outcome.VersionNotNeeded;
            }

            need += next;
        }
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
