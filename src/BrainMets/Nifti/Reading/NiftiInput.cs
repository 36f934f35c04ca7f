using System.Buffers;
using System.IO.Compression;
using BrainMets.Imaging;

namespace BrainMets.Nifti.Reading;

/// <summary>
/// An open NIfTI file: header judged, length checked against it, voxels handed out in chunks. All memory it takes is one chunk; the
/// caller allocates for the whole image only after the constructor has found that the file can hold it.
/// </summary>
internal sealed class NiftiInput : IDisposable
{
    /// <summary>Small enough for the second-level cache in any voxel type, large enough to make calls rare.</summary>
    public const int VoxelsPerChunk = 32768;

    /// <summary>Deflate cannot shrink further: 258 bytes take at least two bits (RFC 1951), so no honest file exceeds this ratio.</summary>
    private const long MostDeflateRatio = 1032;

    private const int FileBufferBytes = 1 << 17;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly bool _isGzip;
    private Stream _content;
    private long _positionBytes;

    public NiftiInput(string path)
    {
        _path = path;
        _file = Open(path);
        try
        {
            _isGzip = StartsWithGzipMagic(_file);
            _content = Content();
            Header = ReadHeader();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public delegate void ChunkReader(ReadOnlySpan<byte> raw, int firstVoxel);

    public NiftiHeader Header { get; }

    private int VoxelCount => (int)Header.Geometry.Size.Count;

    private int BytesPerVoxel => HeaderReading.BytesPerVoxel(Header.DataType);

    private long ExpectedBytes => Header.VoxelOffsetBytes + ((long)VoxelCount * BytesPerVoxel);

    /// <summary>Refuses a file whose length does not fit its header. Nothing large is allocated.</summary>
    /// <exception cref="CaseDataException">The file is truncated, corrupt, or holds more than the header says.</exception>
    public void CheckLength()
    {
        if (!_isGzip)
        {
            RefuseUnlessExpected(_file.Length);
            return;
        }

        if (ExpectedBytes > (_file.Length * MostDeflateRatio) + FileBufferBytes)
        {
            throw new CaseDataException(
                _path, $"the header (size {Header.Geometry.Size}, {Header.DataType}) needs {ExpectedBytes} bytes, more than the {_file.Length} compressed "
                + "bytes can unpack to. The file is truncated or the header is damaged.");
        }

        // The trailer of a gzip member ends with its length modulo 2^32. A file of several members, which is allowed and rare, does not
        // match and is counted by unpacking it once.
        if (LastLengthField() != (uint)ExpectedBytes)
        {
            RefuseUnlessExpected(CountUnpacked());
        }
    }

    /// <summary>Every voxel once, in order, in the byte order of this machine.</summary>
    /// <exception cref="CaseDataException">The stream ends early, is corrupt, or goes on after the last voxel.</exception>
    public void ReadVoxels(ChunkReader read)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(VoxelsPerChunk * BytesPerVoxel);
        try
        {
            SkipTo(Header.VoxelOffsetBytes, buffer);
            for (var first = 0; first < VoxelCount; first += VoxelsPerChunk)
            {
                var raw = buffer.AsSpan(0, Math.Min(VoxelsPerChunk, VoxelCount - first) * BytesPerVoxel);
                Fill(raw);
                if (Header.IsBigEndian == BitConverter.IsLittleEndian)
                {
                    VoxelDecoder.SwapBytes(raw, BytesPerVoxel);
                }

                read(raw, first);
            }

            // Asking for one byte more makes the gzip reader verify its checksum, and finds what the header does not know of.
            if (Read(buffer.AsSpan(0, 1)) != 0)
            {
                throw new CaseDataException(
                    _path, $"the file goes on after the {ExpectedBytes} bytes that the header describes (size {Header.Geometry.Size}, {Header.DataType}). "
                    + "The header is damaged.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CaseDataException(path, "there is no such file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CaseDataException(path, "the file cannot be opened: it is a folder, or reading it is not permitted.", e);
        }
    }

    private static bool StartsWithGzipMagic(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip;
    }

    private Stream Content() => _isGzip ? new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true) : _file;

    private NiftiHeader ReadHeader()
    {
        var bytes = new byte[RawHeader.Nifti2Bytes];
        if (Read(bytes.AsSpan(0, 4)) < 4)
        {
            throw new CaseDataException(_path, $"the file is too short ({_file.Length} bytes) to be a NIfTI image.");
        }

        if (RawHeader.Recognise(bytes) is not var (version, isBigEndian))
        {
            throw new CaseDataException(_path, "this is not a NIfTI file: it does not begin with a header length of 348 or 540. "
                + "NIfTI-1 and NIfTI-2 are read (.nii, .nii.gz); convert other formats first.");
        }

        var length = version == 1 ? RawHeader.Nifti1Bytes : RawHeader.Nifti2Bytes;
        Fill(bytes.AsSpan(4, length - 4));
        return HeaderReading.Interpret(_path, RawHeader.Parse(_path, bytes.AsSpan(0, length), version, isBigEndian));
    }

    private void SkipTo(long position, byte[] scratch)
    {
        while (_positionBytes < position)
        {
            Fill(scratch.AsSpan(0, (int)Math.Min(scratch.Length, position - _positionBytes)));
        }
    }

    private void Fill(Span<byte> target)
    {
        if (Read(target) < target.Length)
        {
            throw new CaseDataException(
                _path, $"the file is truncated: its content ends after {_positionBytes} bytes. Copy or download it again.");
        }
    }

    private int Read(Span<byte> target)
    {
        try
        {
            var read = _content.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            _positionBytes += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw new CaseDataException(
                _path, $"the gzip stream is truncated or corrupt after {_positionBytes} bytes of content ({e.Message}) Copy or download it again.", e);
        }
    }

    private uint LastLengthField()
    {
        var trailer = new byte[4];
        RandomAccess.Read(_file.SafeFileHandle, trailer, Math.Max(0, _file.Length - 4));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    /// <summary>Unpacks into one small buffer, and no further than shows that the file is too long.</summary>
    private long CountUnpacked()
    {
        var scratch = new byte[FileBufferBytes];
        Restart();
        while (_positionBytes <= ExpectedBytes && Read(scratch) > 0)
        {
        }

        var counted = _positionBytes;
        Restart();
        return counted;
    }

    private void Restart()
    {
        _content.Dispose();
        _file.Position = 0;
        _positionBytes = 0;
        _content = Content();
    }

    private void RefuseUnlessExpected(long actual)
    {
        if (actual != ExpectedBytes)
        {
            throw new CaseDataException(_path, actual < ExpectedBytes
                ? $"the file is truncated: the header (size {Header.Geometry.Size}, {Header.DataType}) needs {ExpectedBytes} bytes, the file holds {actual}. "
                  + "Copy or download it again."
                : $"the file goes on after the {ExpectedBytes} bytes that the header describes (size {Header.Geometry.Size}, {Header.DataType}). "
                  + "The header is damaged.");
        }
    }
}
