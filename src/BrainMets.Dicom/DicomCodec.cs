namespace BrainMets.Dicom;

/// <summary>
/// Reads and writes DICOM files through mets-dicom, a process that holds the native library (GDCM) and is started again after a file that
/// ended it. Not for use from two threads at once; make one each.
/// </summary>
public sealed class DicomCodec(DicomLimits limits) : IDisposable
{
    /// <summary>First word of every answer; anything else means that the stream is corrupted.</summary>
    public const int AnswerMark = 0x5354454D;

    private DicomWorkerProcess? process;

    public DicomCodec()
        : this(DicomLimits.Default)
    {
    }

    /// <summary>True when this build came with a DICOM reader.</summary>
    public static bool IsAvailable => DicomWorkerProcess.IsAvailable;

    /// <summary>All attributes of a file, those of the file meta group (0002) among them, without pixel data (group 7FE0).</summary>
    /// <exception cref="DicomFileException">It is not a DICOM file, is damaged, or ended the process that read it.</exception>
    public DicomDataset ReadHeader(string path) =>
        Ask(CodecRequest.ReadHeader, path, static _ => { }, static answers => DicomWireFormat.Read(answers));

    /// <summary>The pixel data, decoded whatever the transfer syntax.</summary>
    /// <exception cref="DicomFileException">As above, or there is no pixel data that can be decoded.</exception>
    public PixelData ReadPixels(string path) => Ask(CodecRequest.ReadPixels, path, static _ => { }, static answers => new PixelData
    {
        Columns = answers.ReadInt32(),
        Rows = answers.ReadInt32(),
        Frames = answers.ReadInt32(),
        SamplesPerPixel = answers.ReadInt32(),
        BitsAllocated = answers.ReadInt32(),
        BitsStored = answers.ReadInt32(),
        IsSigned = answers.ReadBoolean(),
        Bytes = DicomWireFormat.ReadBytes(answers, answers.ReadInt32()),
    });

    /// <summary>
    /// Writes a file, explicit little endian, under a temporary name that is then renamed. With <paramref name="pixelsOf"/> the pixel data
    /// of that file are copied as they are, and its transfer syntax is kept.
    /// </summary>
    /// <exception cref="DicomFileException">It cannot be written.</exception>
    public void Write(string path, DicomDataset dataset, string? pixelsOf = null) => Ask(
        CodecRequest.Write,
        path,
        requests =>
        {
            requests.Write(pixelsOf is null ? string.Empty : Path.GetFullPath(pixelsOf));
            DicomWireFormat.Write(requests, dataset);
        },
        static _ => true);

    public void Dispose() => process?.Dispose();

    private T Ask<T>(CodecRequest request, string path, Action<BinaryWriter> send, Func<BinaryReader, T> receive)
    {
        if (request != CodecRequest.Write && !File.Exists(path))
        {
            throw new DicomFileException($"{path} does not exist.");
        }

        process = process is { IsRunning: true } ? process : Restart();
        using var watch = process.Watch(limits);
        try
        {
            process.Requests.Write((byte)request);
            process.Requests.Write(Path.GetFullPath(path));
            send(process.Requests);
            process.Requests.Flush();
            if (process.Answers.ReadInt32() != AnswerMark)
            {
                throw new InvalidDataException("The answer of the DICOM reader does not begin as it should.");
            }

            return process.Answers.ReadBoolean() ? receive(process.Answers) : throw new DicomFileException(process.Answers.ReadString());
        }
        catch (Exception error) when (error is IOException and not DicomFileException or InvalidDataException or FormatException)
        {
            throw Ended(path, watch.Verdict, error);
        }
    }

    private DicomWorkerProcess Restart()
    {
        process?.Dispose();
        return DicomWorkerProcess.Start(limits);
    }

    private DicomFileException Ended(string path, string? verdict, Exception error)
    {
        var code = process!.ExitCode();
        var cause = Cause(process.Errors);
        process.Dispose();
        process = null;
        var how = verdict is not null ? $"the DICOM reader was stopped: {verdict}"
            : code is null ? $"the DICOM reader gave no proper answer ({error.Message})"
            : $"the DICOM reader ended with code {code}{cause}";
        return new DicomFileException(
            $"{path} cannot be read: {how}. The file is damaged or not what it claims to be; compare it with its original, or leave it "
                + "out.", error);
    }

    /// <summary>
    /// What kind of end it was. Native code prints lines of its source and may print values of the file, which may name the patient; they
    /// are not passed on.
    /// </summary>
    private static string Cause(string errors) =>
        errors.Contains("Assertion", StringComparison.Ordinal) ? " (a check inside GDCM failed)"
        : errors.Contains("bad_alloc", StringComparison.Ordinal) || errors.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
        ? " (it requested more memory than the file warrants)"
        : errors.Contains("Stack overflow", StringComparison.OrdinalIgnoreCase) ? " (its sequences are nested too deeply)"
        : errors.Contains("terminate called", StringComparison.Ordinal) ? " (GDCM gave up)" : string.Empty;
}

/// <summary>Limits of the process that parses a file, beyond which it is ended.</summary>
public sealed record DicomLimits
{
    public static DicomLimits Default { get; } = new();

    /// <summary>For one file.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Memory of the whole process, whatever the file states; the process also limits itself by the size of the file (FileAllowance).
    /// </summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>What may be allocated for a file of this size before its header has been checked.</summary>
    public static long FileAllowance(long fileBytes) => (4 * fileBytes) + (64L << 20);
}

/// <summary>
/// A file cannot be read or written as DICOM; the message names it and states what was found, what was expected and what to do.
/// </summary>
internal sealed class DicomFileException : IOException
{
    public DicomFileException(string message)
        : base(message)
    {
    }

    public DicomFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
