using System.Buffers.Binary;
using System.IO.Compression;
using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>
/// The bytes of a .nii or .nii.gz file from first to last, unpacked as they are asked for, and known to be undamaged at the end.
/// </summary>
internal sealed class NiftiStream : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly string _path;
    private readonly FileStream _file;
    private Stream _content;

    /// <exception cref="InvalidInputException">There is no such file, or it cannot be opened.</exception>
    public NiftiStream(string path)
    {
        _path = path;
        _file = Open(path);
        IsGzip = _file.ReadByte() == 0x1f && _file.ReadByte() == 0x8b;
        _file.Position = 0;
        _content = Content();
    }

    /// <summary>By content: names are not to be trusted.</summary>
    public bool IsGzip { get; }

    /// <summary>As it lies on disk.</summary>
    public long FileBytes => _file.Length;

    /// <summary>How much content has been read.</summary>
    public long PositionBytes { get; private set; }

    /// <summary>What a gzip file of at least four bytes says of the length of its last member, modulo 2^32 (RFC 1952).</summary>
    public uint LastLengthField()
    {
        Span<byte> length = stackalloc byte[4];
        RandomAccess.Read(_file.SafeFileHandle, length, _file.Length - length.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    /// <summary>Fills the target as far as there is content, and tells how far.</summary>
    /// <exception cref="InvalidInputException">The gzip stream is damaged.</exception>
    public int Read(Span<byte> target)
    {
        try
        {
            var read = _content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            PositionBytes += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidInputException(
                _path,
                $"the gzip stream is truncated or corrupt after about {PositionBytes} bytes of content. Copy or download it again.",
                e);
        }
    }

    /// <exception cref="InvalidInputException">There is less content, or the gzip stream is damaged.</exception>
    public void Fill(Span<byte> target)
    {
        if (Read(target) < target.Length)
        {
            throw new InvalidInputException(
                _path, $"the file is truncated: its content ends after {PositionBytes} bytes. Copy or download it again.");
        }
    }

    /// <inheritdoc cref="Fill"/>
    public void SkipTo(long positionBytes, byte[] scratch)
    {
        while (PositionBytes < positionBytes)
        {
            Fill(scratch.AsSpan(0, (int)Math.Min(scratch.Length, positionBytes - PositionBytes)));
        }
    }

    /// <summary>
    /// True when there is content yet. False at the end, which for gzip is also the proof that every checksum was right.
    /// </summary>
    /// <exception cref="InvalidInputException">The gzip stream is damaged at its end, or something that is not gzip follows it.</exception>
    public bool GoesOn()
    {
        Span<byte> rest = stackalloc byte[VerifiedGzipStream.Seal.Length + 1];
        var found = rest[..Read(rest)];
        if (IsGzip ? found.SequenceEqual(VerifiedGzipStream.Seal) : found.IsEmpty)
        {
            return false;
        }

        return !IsGzip || found.Length == rest.Length
            ? true
            : throw new InvalidInputException(
                _path,
                "the gzip stream does not end with the checksum of its content: it is truncated or corrupt at its end, or something was "
                + "appended. Copy or download it again.");
    }

    /// <summary>Back to the first byte.</summary>
    public void Restart()
    {
        if (IsGzip)
        {
            _content.Dispose();
        }

        _file.Position = 0;
        PositionBytes = 0;
        _content = Content();
    }

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(path, "there is no such file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidInputException(path, "the file cannot be opened: it is a folder, or reading it is not permitted.", e);
        }
    }

    private Stream Content() => IsGzip ? new GZipStream(new VerifiedGzipStream(_file), CompressionMode.Decompress) : _file;
}
