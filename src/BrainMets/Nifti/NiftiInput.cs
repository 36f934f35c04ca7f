using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace BrainMets.Nifti;

/// <summary>
/// An open NIfTI file: header validated, length checked against it, voxels returned in chunks. All memory it takes is one chunk; the caller
/// allocates for the whole image only after <see cref="CheckLength"/> has found that the file can hold it.
/// </summary>
internal sealed class NiftiInput : IDisposable
{
    /// <summary>Small enough for the second-level cache in any voxel type, large enough to make calls rare.</summary>
    public const int VoxelsPerChunk = 32768;

    /// <summary>Deflate cannot shrink further: 258 bytes take at least two bits (RFC 1951), so no valid file exceeds this ratio.</summary>
    private const long MostDeflateRatio = 1032;

    private readonly string _path;
    private readonly NiftiStream _stream;

    /// <exception cref="InvalidInputException">The file cannot be opened, is not a NIfTI file, or its header is invalid.</exception>
    public NiftiInput(string path)
    {
        _path = path;
        _stream = new NiftiStream(path);
        try
        {
            Header = ReadHeader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public delegate void ChunkReader(ReadOnlySpan<byte> raw, int firstVoxel);

    public NiftiHeader Header { get; }

    private int VoxelCount => (int)Header.Geometry.Size.Count;

    private int BytesPerVoxel => NiftiHeaderReader.BytesPerVoxel(Header.DataType);

    private long ExpectedBytes => Header.VoxelOffsetBytes + ((long)VoxelCount * BytesPerVoxel);

    /// <summary>Rejects a file whose length does not match its header. Nothing large is allocated.</summary>
    /// <exception cref="InvalidInputException">The file is truncated, corrupt, or longer than its header states.</exception>
    public void CheckLength()
    {
        if (!_stream.IsGzip)
        {
            if (_stream.FileBytes != ExpectedBytes)
            {
                throw _stream.FileBytes < ExpectedBytes ? TooShort($"the file holds {_stream.FileBytes}") : TooLong();
            }

            return;
        }

        if (ExpectedBytes > (_stream.FileBytes + 1) * MostDeflateRatio)
        {
            throw TooShort($"more than {_stream.FileBytes} compressed bytes can unpack to");
        }

        // One gzip member that ends with the length we expect is the rule. Any other file is truncated, at odds with its header, or of
        // several members, which is allowed and rare: it is unpacked once to see. So is one that would take much more memory than disk,
        // because header and length field may both lie.
        if (_stream.LastLengthField() != (uint)ExpectedBytes || (long)VoxelCount * sizeof(float) > Allowance(_stream.FileBytes))
        {
            _stream.SkipTo(ExpectedBytes, new byte[VoxelsPerChunk]);
            CheckEnd();
            _stream.Restart();
        }
    }

    /// <summary>Every voxel once, in order, in the byte order of this machine.</summary>
    /// <exception cref="InvalidInputException">The stream ends early, is corrupt, or goes on after the last voxel.</exception>
    public void ReadVoxels(ChunkReader read)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(VoxelsPerChunk * BytesPerVoxel);
        try
        {
            _stream.SkipTo(Header.VoxelOffsetBytes, buffer);
            for (var first = 0; first < VoxelCount; first += VoxelsPerChunk)
            {
                var raw = buffer.AsSpan(0, Math.Min(VoxelsPerChunk, VoxelCount - first) * BytesPerVoxel);
                _stream.Fill(raw);
                if (Header.IsBigEndian == BitConverter.IsLittleEndian)
                {
                    VoxelDecoder.SwapBytes(raw, BytesPerVoxel);
                }

                read(raw, first);
            }

            CheckEnd();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>What may be allocated for a file of this size before its length has been checked.</summary>
    private static long Allowance(long fileBytes) => (4 * fileBytes) + (64L << 20);

    private NiftiHeader ReadHeader()
    {
        var bytes = new byte[RawHeader.Nifti2Bytes];
        if (_stream.Read(bytes.AsSpan(0, 4)) < 4)
        {
            throw new InvalidInputException(_path, $"the file is too short ({_stream.FileBytes} bytes) to be a NIfTI image.");
        }

        if (RawHeader.Recognise(bytes) is not var (version, isBigEndian))
        {
            throw new InvalidInputException(_path, "this is not a NIfTI file: it does not begin with a header length of 348 or 540. "
                + "NIfTI-1 and NIfTI-2 are read (.nii, .nii.gz); convert other formats first.");
        }

        var length = version == 1 ? RawHeader.Nifti1Bytes : RawHeader.Nifti2Bytes;
        _stream.Fill(bytes.AsSpan(4, length - 4));
        return NiftiHeaderReader.Interpret(_path, RawHeader.Parse(_path, bytes.AsSpan(0, length), version, isBigEndian));
    }

    private void CheckEnd()
    {
        if (_stream.GoesOn())
        {
            throw TooLong();
        }
    }

    private InvalidInputException TooShort(string found) => new(
        _path,
        $"the file is truncated, or its header damaged: the header (size {Header.Geometry.Size}, {Header.DataType}) needs "
        + $"{ExpectedBytes} bytes, {found}. Copy or download it again.");

    private InvalidInputException TooLong() => new(
        _path,
        $"the file goes on after the {ExpectedBytes} bytes that the header describes (size {Header.Geometry.Size}, {Header.DataType}). "
        + "The header is damaged.");
}

/// <summary>The bytes of a .nii or .nii.gz file from first to last, decompressed on demand, and verified at the end.</summary>
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

    /// <summary>
    /// The length of the last member of a gzip file as its trailer states it, modulo 2^32 (RFC 1952); the file has four bytes or more.
    /// </summary>
    public uint LastLengthField()
    {
        Span<byte> length = stackalloc byte[4];
        RandomAccess.Read(_file.SafeFileHandle, length, _file.Length - length.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    /// <summary>Fills the target as far as there is content, and returns how far.</summary>
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
