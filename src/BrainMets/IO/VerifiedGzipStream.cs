using System.IO.Compression;

namespace BrainMets.IO;

/// <summary>
/// A gzip file followed by one more gzip member, the seal, whose content is known. The base library takes a stream that ends too early
/// for a whole one, and then verifies no checksum; but it reaches the seal only after every member before it ended in its own checksum.
/// Rejected: summing up the checksum here once more, which costs a quarter of the reading time.
/// </summary>
internal sealed class VerifiedGzipStream(FileStream file) : Stream
{
    private static readonly byte[] PackedSeal = Pack(Seal);

    private int _sealBytesRead;

    /// <summary>What the unpacked stream ends with if, and only if, the file is whole.</summary>
    public static ReadOnlySpan<byte> Seal => "end of this file"u8;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = file.Read(buffer);
        if (read > 0)
        {
            return read;
        }

        var rest = PackedSeal.AsSpan(_sealBytesRead);
        var taken = rest[..Math.Min(rest.Length, buffer.Length)];
        taken.CopyTo(buffer);
        _sealBytesRead += taken.Length;
        return taken.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Pack(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
