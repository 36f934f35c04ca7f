using System.Buffers.Binary;
using System.Text;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>
/// Safetensors: the header as JSON, in which the metadata hold the version of the program, and all bytes of the tensors.
/// </summary>
internal static class WeightsComparison
{
    private const int LengthBytes = sizeof(long);

    public static IReadOnlyList<Difference> Compare(SidePair sides, byte[] old, byte[] now)
    {
        var (a, b) = (Parts(old), Parts(now));
        var found = JsonComparison.Compare(sides, a.Header, b.Header).ToList();
        if (!old.AsSpan(a.TensorStart).SequenceEqual(now.AsSpan(b.TensorStart)))
        {
            found.Add(new Difference("tensors", "bytes of the tensors differ"));
        }

        return found;
    }

    private static (string Header, int TensorStart) Parts(byte[] file)
    {
        var length = file.Length < LengthBytes ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        return length >= 0 && length <= file.Length - LengthBytes
            ? (Encoding.UTF8.GetString(file, LengthBytes, (int)length), LengthBytes + (int)length)
            : throw new FormatException("no safetensors file");
    }
}
