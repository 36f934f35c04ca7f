using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

public sealed class SegmentationObjectTests : IDisposable
{
    private static readonly VolumeGeometry Grid = SyntheticSeries.Oblique(9, 7, 5);

    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    private string File => folder.File("segmentation.dcm");

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_grid_with_turned_and_exchanged_axes_gets_the_same_voxels()
    {
        var segment = WrittenSegment();
        var (size, affine) = (Grid.Size, Grid.VoxelToWorld);
        var turned = new VolumeGeometry(new Size3(size.Z, size.X, size.Y), new Affine(
            affine.ColumnZ, -1 * affine.ColumnX, -1 * affine.ColumnY, affine.Apply(size.X - 1, size.Y - 1, 0)));

        var (mask, other) = (segment.ToMask(Grid), segment.ToMask(turned));

        var map = turned.VoxelToWorld.Inverse().After(Grid.VoxelToWorld);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            var (x, y, z) = Grid.Size.Position(i);
            var at = map.Apply(x, y, z);
            Assert.Equal(mask.Voxels[i], other[(int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z)]);
        }
    }

    [Fact]
    public void Another_grid_is_refused_with_both_grids_named()
    {
        var shifted = Grid with { VoxelToWorld = Grid.VoxelToWorld with { Origin = Grid.VoxelToWorld.Apply(0.5, 0, 0) } };
        var scaled = Grid with { VoxelToWorld = Grid.VoxelToWorld with { ColumnX = 1.1 * Grid.VoxelToWorld.ColumnX } };
        var cropped = Grid with { Size = new Size3(9, 7, 2) };

        Assert.All([shifted, scaled], grid =>
        {
            var error = Assert.Throws<InvalidInputException>(() => WrittenSegment().ToMask(grid));
            Assert.Contains("is not on the grid of the scan", error.Message, StringComparison.Ordinal);
            Assert.Contains("pixels of 0.7 x 0.9 mm", error.Message, StringComparison.Ordinal);
        });
        Assert.Contains("beyond the grid of 9 x 7 x 2",
            Assert.Throws<InvalidInputException>(() => WrittenSegment().ToMask(cropped)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segmentation_of_another_scan_is_refused()
    {
        var other = SyntheticSeries.On(Grid) with { FrameOfReferenceUid = "2.25.99", Slices = [] };

        var error = Assert.Throws<InvalidInputException>(() => WrittenSegment().ToMask(other));

        Assert.Contains("5 of the 5 source images are not in the series", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_map_gives_a_mask_for_each_number()
    {
        // There is no writer of label maps here: one is made from a written fractional object, whose pixels have one byte too.
        var values = Enumerable.Range(0, 315).Select(i => i % 3 / 255f).ToArray();
        SegmentationWriter.WriteProbability(
            codec, File, SyntheticSeries.On(Grid), new Volume<float>(Grid, values), SyntheticSeries.Options());
        var header = codec.ReadHeader(File);
        var segment = header.Item(new DicomTag(0x0062, 0x0002))!;
        DicomDataset Numbered(int number) =>
            segment.Aggregate(new DicomDataset(), (copy, element) => copy.Add(element)).Add(new DicomTag(0x0062, 0x0004), "US", number);
        header.Add(new DicomTag(0x0062, 0x0001), "CS", "LABELMAP")
            .Add(new DicomTag(0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.66.7")
            .Add(new DicomTag(0x0062, 0x0002), Numbered(0), Numbered(1), Numbered(2));
        foreach (var frame in header.Items(new DicomTag(0x5200, 0x9230)))
        {
            frame.Remove(new DicomTag(0x0062, 0x000A));
        }

        codec.Write(folder.File("labels.dcm"), header, pixelsOf: File);
        var read = SegmentationObject.Read(codec, folder.File("labels.dcm"));

        Assert.Equal((SegmentationKind.LabelMap, 2), (read.Kind, read.Segments.Count));
        Assert.All(read.Segments,
            s => Assert.Equal(Enumerable.Range(0, 315).Select(i => (byte)(i % 3 == s.Number ? 1 : 0)), s.ToMask(Grid).Voxels));
    }

    [Fact]
    public void Files_that_contradict_themselves_are_refused()
    {
        WrittenSegment();
        var header = codec.ReadHeader(File);
        var frames = header.Items(new DicomTag(0x5200, 0x9230));

        Refused("frames are described", header, h => h.Add(new DicomTag(0x5200, 0x9230), frames.Skip(1).ToArray()));
        Refused("announces", header, h => h.Add(new DicomTag(0x0028, 0x0100), "US", 4));
        Refused("announces", header, h => h.Add(new DicomTag(0x0028, 0x0010), "US", 700));
        Refused("of type PAINTED", header, h => h.Add(new DicomTag(0x0062, 0x0001), "CS", "PAINTED"));
        Refused("does not state which value means all", header, h => h.Add(new DicomTag(0x0062, 0x0001), "CS", "FRACTIONAL"));
        Refused("is not a segmentation", header, h => h.Add(new DicomTag(0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.4"));
        Refused("no usable orientation", header, h => h.Item(new DicomTag(0x5200, 0x9229))!.Remove(new DicomTag(0x0020, 0x9116)));
    }

    private void Refused(string words, DicomDataset header, Action<DicomDataset> change)
    {
        var damaged = header.Aggregate(new DicomDataset(), (copy, element) => copy.Add(element));
        change(damaged);
        codec.Write(folder.File("damaged.dcm"), damaged, pixelsOf: File);

        var error = Assert.Throws<DicomFileException>(() => SegmentationObject.Read(codec, folder.File("damaged.dcm")));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private Segment WrittenSegment()
    {
        var labels = new Volume<ushort>(Grid).WithSphere(1, (4, 3, 3), 1.8);
        labels[8, 6, 4] = 1;
        SegmentationWriter.Write(codec, File, SyntheticSeries.On(Grid), labels, SyntheticSeries.Options(1));
        return SegmentationObject.Read(codec, File).Segments[0];
    }
}
