using System.Globalization;
using System.Runtime.InteropServices;

namespace BrainMets.Dicom.Codec;

/// <summary>
/// Answers one request after another. Errors of a file are answered as messages; an error that ends the process is detected by its end.
/// </summary>
internal static class DicomWorker
{
    public static int Run(Stream input, Stream output)
    {
        MemoryBound.NoCoreDumps();
        using var requests = new BinaryReader(new BufferedStream(input, 1 << 16));
        using var answers = new BinaryWriter(new BufferedStream(output, 1 << 16));
        gdcm.Trace.WarningOff();
        gdcm.Trace.ErrorOff();
        gdcm.Trace.DebugOff();
        // ready: the time of a file does not begin with the start of this process
        answers.Write(DicomCodec.AnswerMark);
        answers.Flush();
        while (TryReadRequest(requests, out var request))
        {
            var path = requests.ReadString();
            try
            {
                switch (request)
                {
                    case CodecRequest.ReadHeader:
                        HeaderReader.Answer(path, answers);
                        break;
                    case CodecRequest.ReadPixels:
                        PixelReader.Answer(path, answers);
                        break;
                    default:
                        var pixelsOf = requests.ReadString();
                        ObjectWriter.Answer(path, pixelsOf, DicomWireFormat.Read(requests), answers);
                        break;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Refuse(answers, error.Message);
            }
            // an unforeseen error of an unknown file is answered as a message
            catch (Exception error)
            {
                Refuse(answers,
                    $"{path} cannot be read: {error.Message} ({error.GetType().Name}). The file is damaged or not what it claims to be.");
            }

            answers.Flush();
        }

        return 0;
    }

    private static void Refuse(BinaryWriter answers, string message)
    {
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(false);
        answers.Write(message);
    }

    private static bool TryReadRequest(BinaryReader requests, out CodecRequest request)
    {
        try
        {
            request = (CodecRequest)requests.ReadByte();
            return true;
        }
        catch (EndOfStreamException)
        {
            request = default;
            return false;
        }
    }
}

/// <summary>
/// Bounds the writable memory that this process can take from now on (Linux; elsewhere the process that started this one looks at its
/// size). A false length in a file then fails at once instead of exhausting memory. Address space that is only reserved does not count: the
/// C library reserves 64 MiB and more for a thread.
/// </summary>
internal static class MemoryBound
{
    private const int WritableMemory = 2;                           // RLIMIT_DATA
    private const int WritablePages = 5;                            // the field of statm
    private const int CoreDump = 4;                                 // RLIMIT_CORE

    /// <summary>
    /// A file that ends this process leaves no image of its memory on disk: it would hold the content of the file, and take time.
    /// </summary>
    public static void NoCoreDumps()
    {
        if (OperatingSystem.IsLinux())
        {
            var none = default(Limit);
            _ = SetLimit(CoreDump, ref none);
        }
    }

    public static void ForFile(long fileBytes)
    {
        if (OperatingSystem.IsLinux() && CurrentBytes() is { } now && GetLimit(WritableMemory, out var limit) == 0)
        {
            limit.Soft = Math.Min(limit.Hard, (ulong)(now + DicomLimits.FileAllowance(fileBytes)));
            _ = SetLimit(WritableMemory, ref limit);
        }
    }

    private static long? CurrentBytes()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[WritablePages];
        return long.TryParse(pages, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count * Environment.SystemPageSize
            : null;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
