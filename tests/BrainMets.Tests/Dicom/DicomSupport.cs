using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>What tests of DICOM share: the reader (skipping where the build has none) and a smallest object.</summary>
public static class DicomSupport
{
    public static DicomCodec Codec()
    {
        Assert.SkipUnless(DicomCodec.IsAvailable, "This build has no DICOM reader (libgdcm-cil was not there).");
        return new DicomCodec();
    }

    /// <summary>An object of class "RT structure set" with the attributes every file has.</summary>
    public static DicomDataset Smallest() => new DicomDataset()
        .Add(new DicomTag(0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.481.3")
        .Add(new DicomTag(0x0008, 0x0018), "UI", "2.25.1")
        .Add(new DicomTag(0x0020, 0x000D), "UI", "2.25.2")
        .Add(new DicomTag(0x0020, 0x000E), "UI", "2.25.3");
}
