namespace BrainMets.Dicom;

/// <summary>What mets-dicom can be asked to do; one byte on the wire, followed by the path.</summary>
public enum CodecRequest
{
    /// <summary>Answer with the attributes, without pixel data.</summary>
    ReadHeader = 1,

    /// <summary>Answer with the decoded pixel data.</summary>
    ReadPixels = 2,

    /// <summary>Write the data set that follows, with the pixel data of another file when its path is not empty.</summary>
    Write = 3,
}
