using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

public sealed class SegmentationWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    private string File => folder.File("segmentation.dcm");

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Lesions_come_back_voxel_for_voxel()
    {
        var labels = Lesions();
        var series = SyntheticSeries.On(labels.Geometry);

        SegmentationWriter.Write(codec, File, series, labels, SyntheticSeries.Options(1, 2, 4, 9));
        var read = SegmentationObject.Read(codec, File);

        Assert.Equal(SegmentationKind.Binary, read.Kind);
        Assert.Equal([(1, "AI-001"), (2, "AI-002"), (3, "AI-004"), (4, "AI-009")], read.Segments.Select(s => (s.Number, s.Label)));
        foreach (var (segment, label) in read.Segments.Zip([1, 2, 4, 9]))
        {
            Assert.Equal(labels.Voxels.Select(v => v == label ? (byte)1 : (byte)0), segment.ToMask(series).Voxels);
        }
    }

    [Fact]
    public void Only_slices_with_voxels_are_written_and_each_names_its_source()
    {
        var labels = Lesions();
        SegmentationWriter.Write(
            codec, File, SyntheticSeries.On(labels.Geometry, multiFrame: true), labels, SyntheticSeries.Options(1, 2, 4, 9));

        var groups = codec.ReadHeader(File).Items(new DicomTag(0x5200, 0x9230));

        var expected = new[] { 1, 2, 4, 9 }.Sum(
            label => Enumerable.Range(0, labels.Size.Z).Count(z => labels.Voxels.AsSpan(z * 23 * 21, 23 * 21).Contains((ushort)label)));
        Assert.Equal(expected, groups.Count);
        var single = groups.Single(group => group.Item(new DicomTag(0x0062, 0x000A))!.WholeNumber(new DicomTag(0x0062, 0x000B)) == 3);
        var source = single.Item(new DicomTag(0x0008, 0x9124))!.Item(new DicomTag(0x0008, 0x2112))!;
        Assert.Equal(("2.25.1000", 3), (source.Text(new DicomTag(0x0008, 0x1155)), source.WholeNumber(new DicomTag(0x0008, 0x1160))));
    }

    [Fact]
    public void A_probability_map_comes_back_within_half_a_step()
    {
        var geometry = SyntheticSeries.Oblique(9, 7, 5);
        var probability = new Volume<float>(geometry, Enumerable.Range(0, 315).Select(i => i < 126 ? 0 : i / 314f).ToArray());

        SegmentationWriter.WriteProbability(codec, File, SyntheticSeries.On(geometry), probability, SyntheticSeries.Options());
        var read = SegmentationObject.Read(codec, File);

        Assert.Equal(SegmentationKind.Fractional, read.Kind);
        Assert.Equal(3, codec.ReadPixels(File).Frames);             // the first two slices hold nothing
        var parts = Assert.Single(read.Segments).ToParts(geometry).Voxels;
        Assert.All(parts.Zip(probability.Voxels), pair => Assert.Equal(pair.Second, pair.First, 0.5 / 255 + 1e-6));
        Assert.Equal(parts.Select(p => (byte)(p >= 0.5 ? 1 : 0)), read.Segments[0].ToMask(geometry).Voxels);
    }

    [Fact]
    public void No_finding_is_one_empty_segment_that_says_so()
    {
        var geometry = SyntheticSeries.Oblique(9, 7, 5);

        SegmentationWriter.Write(codec, File, SyntheticSeries.On(geometry), new Volume<ushort>(geometry), SyntheticSeries.Options());
        var segment = Assert.Single(SegmentationObject.Read(codec, File).Segments);

        Assert.Equal("AI-NothingFound", segment.Label);
        Assert.StartsWith("No lesion found. threshold 0.5", segment.Description, StringComparison.Ordinal);
        Assert.All(segment.ToMask(geometry).Voxels, voxel => Assert.Equal(0, voxel));
    }

    [Fact]
    public void Writing_again_gives_the_same_bytes()
    {
        var labels = Lesions();
        SegmentationWriter.Write(codec, File, SyntheticSeries.On(labels.Geometry), labels, SyntheticSeries.Options(1, 2, 4, 9));
        var first = System.IO.File.ReadAllBytes(File);

        SegmentationWriter.Write(codec, File, SyntheticSeries.On(labels.Geometry), labels, SyntheticSeries.Options(1, 2, 4, 9));

        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void The_object_says_what_it_is_who_made_it_and_that_it_is_for_research()
    {
        var labels = Lesions();
        SegmentationWriter.Write(codec, File, SyntheticSeries.On(labels.Geometry), labels, SyntheticSeries.Options(1, 2, 4, 9));

        var header = codec.ReadHeader(File);
        var segments = SegmentationObject.Read(codec, File).Segments;

        Assert.Equal(ResultOptions.ResearchUse, header.Text(new DicomTag(0x0070, 0x0081)));
        Assert.All(segments, segment => Assert.Equal("SCT 94225005 (Metastatic malignant neoplasm to brain)", segment.PropertyType));
        Assert.Equal(4, segments.Select(segment => segment.TrackingUid).Distinct().Count());
        Assert.Equal(("DeepMedic", "0.1.0 / 3f2a9c10"), (
            header.Item(new DicomTag(0x0062, 0x0002))!.Text(new DicomTag(0x0062, 0x0009)),
            header.Item(new DicomTag(0x0062, 0x0002))!.Item(new DicomTag(0x0062, 0x0007))!.Text(new DicomTag(0x0066, 0x0031))));
    }

    [Fact]
    public void A_value_that_is_no_probability_is_refused()
    {
        var geometry = SyntheticSeries.Oblique(3, 3, 2);
        var map = new Volume<float>(geometry);
        map[1, 2, 1] = float.NaN;

        var error = Assert.Throws<ArgumentException>(
            () => SegmentationWriter.WriteProbability(codec, File, SyntheticSeries.On(geometry), map, SyntheticSeries.Options()));

        Assert.Contains("Voxel (1, 2, 1)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A grid whose frames do not end on whole bytes; touching lesions, one voxel, and one on the last slice.</summary>
    private static Volume<ushort> Lesions()
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(23, 21, 9)).WithSphere(1, (6, 6, 4), 3)
            .WithSphere(2, (12, 6, 4), 2.5).WithSphere(9, (5, 16, 8), 2.5);
        labels[20, 3, 2] = 4;
        return labels;
    }
}
