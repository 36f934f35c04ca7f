using System.Buffers.Binary;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>TensorBoard events without the time of the clock that each one holds, and without the checksums over it.</summary>
internal static class EventComparison
{
    private const int ChecksumBytes = 4;
    private const byte WallTime = 0x09; // field 1 of an Event, eight bytes
    private const int WallTimeBytes = 9;

    public static IReadOnlyList<Difference> Compare(byte[] old, byte[] now)
    {
        var (a, b) = (Events(old), Events(now));
        if (a.Count != b.Count)
        {
            return [Difference.Hard("events", $"{a.Count}", $"{b.Count}")];
        }

        return
        [
            .. a.Zip(b).Select((pair, i) => (pair, Number: i + 1)).Where(e => e.pair.First != e.pair.Second)
                .Select(e => Difference.Hard($"event {e.Number}", e.pair.First, e.pair.Second)),
        ];
    }

    /// <summary>Each event in hexadecimal.</summary>
    private static List<string> Events(byte[] file)
    {
        var events = new List<string>();
        for (var at = 0; at < file.Length;)
        {
            var length = file.Length - at < sizeof(long) ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            at += sizeof(long) + ChecksumBytes;
            if (length < 0 || length > file.Length - at - ChecksumBytes)
            {
                throw new FormatException("a TensorBoard file that is cut off");
            }

            var content = file.AsSpan(at, (int)length);
            events.Add(Convert.ToHexString(content.Length >= WallTimeBytes && content[0] == WallTime ? content[WallTimeBytes..] : content));
            at += (int)length + ChecksumBytes;
        }

        return events;
    }
}
