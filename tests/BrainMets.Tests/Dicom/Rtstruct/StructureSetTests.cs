using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

public sealed class StructureSetTests : IDisposable
{
    private static readonly DicomTag Rois = new(0x3006, 0x0020);
    private static readonly DicomTag RoiContours = new(0x3006, 0x0039);

    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Names_numbers_colours_and_points_are_read_and_LPS_becomes_RAS()
    {
        var structure = Assert.Single(Read(Contour("CLOSED_PLANAR", 1, 2, 3, 5, 2, 3, 5, 6, 3)));

        Assert.Equal((7, "GTV 1", "2.25.77"), (structure.Number, structure.Name, structure.FrameOfReferenceUid));
        Assert.Equal(((byte)255, (byte)128, (byte)0), structure.Colour!.Value);
        Assert.Equal([new PointMm(-1, -2, 3), new PointMm(-5, -2, 3), new PointMm(-5, -6, 3)], Assert.Single(structure.Contours));
    }

    [Fact]
    public void A_first_point_that_is_repeated_at_the_end_is_taken_once() =>
        Assert.Equal(3, Read(Contour("CLOSED_PLANAR", 1, 2, 3, 5, 2, 3, 5, 6, 3, 1, 2, 3))[0].Contours[0].Count);

    [Fact]
    public void Points_and_open_curves_are_set_aside_by_name()
    {
        var structure =
            Assert.Single(
                Read(Contour("POINT", 1, 2, 3), Contour("OPEN_PLANAR", 1, 2, 3, 4, 5, 6),
                    Contour("CLOSEDPLANAR_XOR", 1, 2, 3, 5, 2, 3, 5, 6, 3)));

        Assert.Single(structure.Contours);
        Assert.Equal(2, structure.Remarks.Count);
        Assert.Contains("'GTV 1': 1 contour(s) of type POINT excluded", structure.Remarks[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_contours_make_the_structure_unusable_and_are_told()
    {
        var structure = Assert.Single(Read(
            Contour("CLOSED_PLANAR", 1, 2, 3, 5, 2, 3, 5, 6),
            Contour("CLOSED_PLANAR", 1, 2, 3, 5, 2, 3, 5, 6, 3).Add(new DicomTag(0x3006, 0x0046), "IS", 90),
            Contour("CLOSED_PLANAR").Add(new DicomTag(0x3006, 0x0050), "DS", "1\\x\\3")));

        Assert.Equal(
            "contour 1 has 8 coordinates, which is not a multiple of three; contour 2 states 90 points and holds 3; the file is cut off or "
                + "damaged; contour 3 has no readable points", structure.Fault);
        Assert.Contains("Structure 'GTV 1' was not used: contour 1", structure.ToMask(SyntheticSeries.Oblique(3, 3, 3)).Refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_object_is_refused()
    {
        codec.Write(folder.File("x.dcm"), DicomSupport.Smallest().Add(new DicomTag(0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.4"));

        var error = Assert.Throws<DicomFileException>(() => StructureSet.Read(codec, folder.File("x.dcm")));

        Assert.Contains("x.dcm is not a structure set", error.Message, StringComparison.Ordinal);
    }

    private static DicomDataset Contour(string type, params double[] lps)
    {
        var contour = new DicomDataset().Add(new DicomTag(0x3006, 0x0042), "CS", type);
        return lps.Length == 0
            ? contour
            : contour.Add(new DicomTag(0x3006, 0x0050), "DS", lps).Add(new DicomTag(0x3006, 0x0046), "IS", lps.Length / 3);
    }

    private IReadOnlyList<Structure> Read(params DicomDataset[] contours)
    {
        var roi = new DicomDataset().Add(new DicomTag(0x3006, 0x0022), "IS", 7)
            .Add(new DicomTag(0x3006, 0x0026), "LO", "GTV 1").Add(new DicomTag(0x3006, 0x0024), "UI", "2.25.77");
        var item = new DicomDataset().Add(new DicomTag(0x3006, 0x0084), "IS", 7)
            .Add(new DicomTag(0x3006, 0x002A), "IS", 255, 128, 0).Add(new DicomTag(0x3006, 0x0040), contours);
        codec.Write(folder.File("rt.dcm"), DicomSupport.Smallest().Add(Rois, roi).Add(RoiContours, item));
        return StructureSet.Read(codec, folder.File("rt.dcm")).Structures;
    }
}
