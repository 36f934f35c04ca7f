namespace BrainMets.Dicom;

/// <summary>A file cannot be read or written as DICOM; the message names it and says what was found, what was expected and what to do.</summary>
public sealed class DicomFileException : IOException
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
