namespace BrainMets.Dicom;

/// <summary>
/// Takes out of messages and warnings what names the patient of some objects: names of files and descriptions of series often do, and what we write and say
/// must not.
/// </summary>
public sealed class PhiRedactor(IEnumerable<DicomDataset> headers)
{
    private readonly PhiWords words = PhiWords.Of(headers, DeidentificationProfile.Standard);

    /// <summary>True when a word of a name, a number of the patient or the like stands in the text.</summary>
    public bool Names(string text) => words.StandIn(text);

    /// <summary>The text with an ellipsis in place of each word of a name, a number of the patient or the like.</summary>
    public string Of(string text) => words.TakenOutOf(text);
}
