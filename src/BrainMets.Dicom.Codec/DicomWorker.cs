namespace BrainMets.Dicom.Codec;

/// <summary>Answers one request after another. What goes wrong with a file is answered in words; what ends the process is told by its end.</summary>
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
        answers.Write(DicomCodec.AnswerMark);                       // ready: the time of a file does not begin with the start of this process
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
            catch (Exception error)                                 // this process ends where an unknown file does something unforeseen, or says so
            {
                Refuse(answers, $"{path} cannot be read: {error.Message} ({error.GetType().Name}). The file is damaged or not what it claims to be.");
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
