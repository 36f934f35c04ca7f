namespace BrainMets.Dicom;

/// <summary>What becomes of a listed attribute; one that is not listed is removed.</summary>
internal enum AttributeAction
{
    /// <summary>Kept when the value is what its representation allows and, in texts, names nobody. Sequences are gone into; UIDs are mapped.</summary>
    Keep,

    /// <summary>Kept without a value.</summary>
    Empty,

    /// <summary>A UID, mapped.</summary>
    Uid,

    /// <summary>The pseudonym of the patient.</summary>
    Pseudonym,

    /// <summary>A text that is kept when every word of it is known.</summary>
    Cleaned,

    /// <summary>A date, moved or dropped as the user chose.</summary>
    Date,

    /// <summary>A fixed text.</summary>
    Dummy,
}
