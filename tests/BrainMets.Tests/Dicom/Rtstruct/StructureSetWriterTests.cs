using BrainMets.Dicom;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Dicom;

public sealed class StructureSetWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DicomCodec codec = DicomSupport.Codec();

    public void Dispose()
    {
        codec.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Lesions_come_back_voxel_for_voxel_on_an_oblique_grid()
    {
        var labels = Lesions();

        var checks = Write(labels, [1, 2, 3, 4, 5], out var read);

        Assert.Equal(["AI-001", "AI-002", "AI-003", "AI-004", "AI-005"], read.Structures.Select(s => s.Name));
        Assert.All(read.Structures, structure =>
            Assert.Equal(labels.Voxels.Select(v => v == structure.Number ? (byte)1 : (byte)0),
                structure.ToMask(SyntheticSeries.On(labels.Geometry)).Mask!.Voxels));
        Assert.All(checks, check => Assert.Equal(1.0, check.RereadDice));
        Assert.All(checks, check => Assert.Equal(check.MaskVolumeMm3, check.ContourVolumeMm3, 0.001 * check.MaskVolumeMm3));
    }

    [Fact]
    public void A_single_voxel_and_a_lesion_at_the_end_of_the_scan_are_kept_with_a_warning()
    {
        var checks = Write(Lesions(), [1, 2, 3, 4, 5], out _);

        Assert.Equal(0.7 * 0.9 * 1.5, checks[3].MaskVolumeMm3, 1e-9);
        Assert.Equal((1, 1, 4), (checks[3].Slices, checks[3].Contours, checks[3].Points));
        Assert.Contains("AI-004: it lies on a single slice", Assert.Single(checks[3].Warnings), StringComparison.Ordinal);
        Assert.Contains("AI-005: it reaches the first or last slice", checks[4].Warnings[0], StringComparison.Ordinal);
        Assert.Empty(checks[0].Warnings);
    }

    /// <summary>
    /// Spheres on grids of 1 x 1 x 1.5 and 0.41015625 x 0.41015625 x 1.5 mm. The volume is what plastimatch 1.9.4 makes of the written file
    /// on the same grid: plastimatch convert --input rtstruct.dcm --fixed grid.nii.gz --output-prefix out --prefix-format nii.gz
    /// </summary>
    [Slow(3)]
    [Theory]
    [InlineData(1, 40, 2, 4.5)]
    [InlineData(1, 40, 3, 16.5)]
    [InlineData(1, 40, 4, 33)]
    [InlineData(1, 40, 5, 64.5)]
    [InlineData(1, 40, 10, 519)]
    [InlineData(1, 40, 20, 4191)]
    [InlineData(0.41015625, 80, 2, 3.533)]
    [InlineData(0.41015625, 80, 3, 15.393)]
    [InlineData(0.41015625, 80, 4, 32.047)]
    [InlineData(0.41015625, 80, 5, 64.6)]
    [InlineData(0.41015625, 80, 10, 520.834)]
    public void Spheres_keep_the_volume_that_plastimatch_reads(double pixelMm, int pixels, double diameterMm, double plastimatchMm3)
    {
        var geometry = new VolumeGeometry(new Size3(pixels, pixels, 30), new Affine(
            new PointMm(-pixelMm, 0, 0), new PointMm(0, -pixelMm, 0), new PointMm(0, 0, 1.5), new PointMm(20, 20, -20)));
        var labels = new Volume<ushort>(geometry).WithSphere(1, ((pixels / 2) + 0.3, (pixels / 2) + 0.2, 15.3), diameterMm / 2);

        var check = Assert.Single(Write(labels, [1], out _));

        Assert.Equal(1.0, check.RereadDice);
        Assert.Equal(plastimatchMm3, check.MaskVolumeMm3, 0.001);
        Assert.Equal(plastimatchMm3, check.ContourVolumeMm3, 0.003);
    }

    [Fact]
    public void A_hole_stays_a_hole()
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(24, 22, 9)).WithSphere(1, (12, 11, 4), 7).WithSphere(0, (12, 11, 4), 3.5);

        var checks = Write(labels, [1], out _);

        Assert.Equal(1.0, checks[0].RereadDice);
        Assert.Equal(checks[0].MaskVolumeMm3, checks[0].ContourVolumeMm3, 0.001 * checks[0].MaskVolumeMm3);
    }

    [Fact]
    public void Writing_again_gives_the_same_bytes()
    {
        Write(Lesions(), [1, 2, 3, 4, 5], out _);
        var first = File.ReadAllBytes(folder.File("rtstruct.dcm"));

        Write(Lesions(), [1, 2, 3, 4, 5], out _);

        Assert.Equal(first, File.ReadAllBytes(folder.File("rtstruct.dcm")));
    }

    [Fact]
    public void Another_result_has_other_UIDs_in_the_same_study_and_frame_of_reference()
    {
        var first = Header(Lesions(), [1, 2, 3, 4, 5]);
        var labels = Lesions();
        labels[20, 3, 2] = 4;

        var second = Header(labels, [1, 2, 3, 4, 5]);

        Assert.NotEqual(first.Text(new DicomTag(0x0008, 0x0018)), second.Text(new DicomTag(0x0008, 0x0018)));
        Assert.NotEqual(first.Text(new DicomTag(0x0020, 0x000E)), second.Text(new DicomTag(0x0020, 0x000E)));
        Assert.Equal("2.25.5", second.Text(new DicomTag(0x0020, 0x000D)));
        Assert.Equal(SyntheticSeries.FrameOfReference, second.Text(new DicomTag(0x0020, 0x0052)));
    }

    [Fact]
    public void No_finding_is_one_structure_without_contours_that_says_so()
    {
        var checks = Write(new Volume<ushort>(SyntheticSeries.Oblique(8, 8, 3)), [], out var read);

        Assert.Empty(checks);
        var structure = Assert.Single(read.Structures);
        Assert.Equal(("AI-NothingFound", 0), (structure.Name, structure.Contours.Count));
        Assert.Contains("no closed contours", structure.ToMask(SyntheticSeries.Oblique(8, 8, 3)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_object_says_that_it_is_for_research_and_keeps_the_patient()
    {
        var header = Header(Lesions(), [1, 2, 3, 4, 5]);

        Assert.Contains(ResultOptions.ResearchUse, header.Text(new DicomTag(0x3006, 0x0006)), StringComparison.Ordinal);
        Assert.All(header.Items(new DicomTag(0x3006, 0x0020)),
            roi => Assert.Contains(ResultOptions.ResearchUse, roi.Text(new DicomTag(0x3006, 0x0028)), StringComparison.Ordinal));
        Assert.Equal("Änne^Ü", header.Text(new DicomTag(0x0010, 0x0010)));
        Assert.Equal("UNAPPROVED", header.Text(new DicomTag(0x300E, 0x0002)));
    }

    [Fact]
    public void Contours_of_a_multi_frame_object_name_their_frame()
    {
        var labels = Lesions();
        StructureSetWriter.Write(codec, folder.File("m.dcm"), SyntheticSeries.On(labels.Geometry, multiFrame: true), labels,
            SyntheticSeries.Options(1, 2, 3, 4, 5));

        var contour = codec.ReadHeader(folder.File("m.dcm")).Items(new DicomTag(0x3006, 0x0039))[3].Item(new DicomTag(0x3006, 0x0040))!;

        Assert.Equal(("2.25.1000", 3), (
            contour.Item(new DicomTag(0x3006, 0x0016))!.Text(new DicomTag(0x0008, 0x1155)),
            contour.Item(new DicomTag(0x3006, 0x0016))!.WholeNumber(new DicomTag(0x0008, 0x1160))));
    }

    [Slow(4)]
    [Fact]
    public void A_lesion_with_very_long_outlines_still_fits_into_the_file()
    {
        // A checkerboard of voxels that hang together along every second row: about 20,000 corners on one slice.
        var labels = new Volume<ushort>(new VolumeGeometry(new Size3(200, 200, 1), SyntheticSeries.Oblique(1, 1, 1).VoxelToWorld));
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            labels.Voxels[i] = (ushort)((i / 200 % 2 == 0 || i % 2 == 0) ? 1 : 0);
        }

        var check = Assert.Single(Write(labels, [1], out _));

        Assert.Equal(1.0, check.RereadDice);
        Assert.True(check.Contours > 5);
    }

    [Fact]
    public void Findings_that_do_not_fit_the_label_map_are_all_named()
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(4, 4, 2));
        labels[1, 1, 1] = 7;

        var error = Assert.Throws<ArgumentException>(() => Write(labels, [1], out _));

        Assert.Contains("finding AI-001 has label 1, which no voxel has; label 7 has no finding", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Metastasis 1")]
    [InlineData("MAIN-1")]
    [InlineData("AI lesion in the left frontal lobe")]
    [InlineData("AI\\1")]
    public void A_name_without_the_word_AI_or_too_long_is_refused(string name)
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(4, 4, 2));
        labels[1, 1, 1] = 1;
        var options = SyntheticSeries.Options() with { Findings = [new LesionLabel { Label = 1, Name = name }] };

        Assert.Throws<ArgumentException>(
            () => StructureSetWriter.Write(codec, folder.File("x.dcm"), SyntheticSeries.On(labels.Geometry), labels, options));
    }

    [Fact]
    public void A_label_map_on_another_grid_is_refused()
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(4, 4, 2));

        Assert.Throws<ArgumentException>(() =>
            StructureSetWriter.Write(
                codec, folder.File("x.dcm"), SyntheticSeries.On(SyntheticSeries.Oblique(4, 4, 3)), labels, SyntheticSeries.Options()));
    }

    /// <summary>Two lesions that touch, one apart, one of a single voxel, one on the last slices.</summary>
    private static Volume<ushort> Lesions()
    {
        var labels = new Volume<ushort>(SyntheticSeries.Oblique(24, 22, 9))
            .WithSphere(1, (6, 6, 4), 3).WithSphere(2, (12, 6, 4), 2.5).WithSphere(3, (15, 15, 4), 2).WithSphere(5, (5, 16, 8), 2.5);
        labels[20, 3, 2] = 0;
        labels[21, 3, 2] = 4;
        return labels;
    }

    private IReadOnlyList<ContourCheck> Write(Volume<ushort> labels, IEnumerable<int> findings, out StructureSet read)
    {
        var path = folder.File("rtstruct.dcm");
        var checks = StructureSetWriter.Write(codec, path, SyntheticSeries.On(labels.Geometry), labels, SyntheticSeries.Options(findings));
        read = StructureSet.Read(codec, path);
        return checks;
    }

    private DicomDataset Header(Volume<ushort> labels, IEnumerable<int> findings)
    {
        Write(labels, findings, out _);
        return codec.ReadHeader(folder.File("rtstruct.dcm"));
    }
}
