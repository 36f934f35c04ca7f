namespace BrainMets.Dicom;

/// <summary>
/// One attribute of a data set: its tag, its value representation (two letters), and either its value in little-endian bytes or the items of
/// a sequence.
/// </summary>
public sealed record DicomElement(DicomTag Tag, string Vr, ReadOnlyMemory<byte> Value, IReadOnlyList<DicomDataset>? Items = null)
{
    public bool IsSequence => Vr == "SQ";
}
