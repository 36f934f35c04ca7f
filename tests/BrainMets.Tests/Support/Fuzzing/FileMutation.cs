namespace BrainMets.Tests.Support;

/// <summary>Damage that any file may take, drawn from a Random so that every mutant can be made again from its seed.</summary>
public static class FileMutation
{
    /// <summary>Lengths and counts that readers stumble over.</summary>
    public static readonly uint[] Extremes = [0, 1, 2, 3, 7, 8, 0xFF, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x00FFFFFF, 0x7FFFFFFE,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private const int LongestBlock = 4096;

    /// <summary>
    /// One damage; places are drawn half of the time from the first <paramref name="headerBytes"/>, where a reader believes most.
    /// </summary>
    public static (byte[] Bytes, string Kind) Once(byte[] whole, int headerBytes, Random random)
    {
        int Place() => random.Next(Math.Max(1, random.Next(2) == 0 ? Math.Min(headerBytes, whole.Length) : whole.Length));
        int Block(int at) => random.Next(1, Math.Max(2, Math.Min(LongestBlock, whole.Length - at)));
        switch (random.Next(8))
        {
            case 0:
                return (Changed(whole, copy =>
                {
                    for (var flips = random.Next(1, 17); flips > 0; flips--)
                    {
                        copy[Place()] ^= (byte)(1 << random.Next(8));
                    }
                }), "bits");
            case 1:
                return (whole[..Place()], "cut");
            case 2:
                var at = Place();
                var inserted = new byte[random.Next(1, 64)];
                random.NextBytes(inserted);
                return ([.. whole[..at], .. inserted, .. whole[at..]], "inserted");
            case 3:
                var gone = Place();
                return ([.. whole[..gone], .. whole[Math.Min(whole.Length, gone + Block(gone))..]], "removed");
            case 4:
                var (a, b) = (Place(), Place());
                var length = Math.Min(Block(a), whole.Length - b);
                return (Changed(whole, copy =>
                {
                    whole.AsSpan(a, Math.Min(length, whole.Length - a)).CopyTo(copy.AsSpan(b));
                    whole.AsSpan(b, Math.Min(length, whole.Length - b)).CopyTo(copy.AsSpan(a, Math.Min(length, whole.Length - a)));
                }), "swapped");
            case 5:
                var twice = Place();
                var again = Block(twice);
                return ([.. whole[..twice], .. whole.AsSpan(twice, Math.Min(again, whole.Length - twice)), .. whole[twice..]], "doubled");
            case 6:
                var blank = Place();
                return (Changed(whole,
                    copy => copy.AsSpan(blank, Math.Min(Block(blank), copy.Length - blank)).Fill((byte)(random.Next(2) * 255))), "blanked");
            default:
                return (Changed(whole, copy => Put(copy, Place(), Extremes[random.Next(Extremes.Length)], random.Next(2) == 0 ? 2 : 4)),
                    "extreme");
        }
    }

    public static byte[] Changed(byte[] whole, Action<byte[]> change)
    {
        var copy = whole.ToArray();
        if (copy.Length > 0)
        {
            change(copy);
        }

        return copy;
    }

    /// <summary>Writes the low bytes of a number, little endian, as far as there is room.</summary>
    public static void Put(byte[] bytes, int at, uint number, int size)
    {
        for (var i = 0; i < size && at + i < bytes.Length; i++)
        {
            bytes[at + i] = (byte)(number >> (8 * i));
        }
    }
}
