using System.Globalization;
using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>
/// A series of MR slices made by a test. The stored value of a pixel says where it is: 100 z + 10 y + x, so that voxels can be recognised
/// wherever the reader puts them.
/// </summary>
internal sealed record WrittenSeries
{
    public const int Columns = 7;
    public const int Rows = 5;

    public static readonly PointMm Corner = new(-30.5, 12.25, 7);

    public double[] Orientation { get; init; } = [1, 0, 0, 0, 1, 0];

    public int Slices { get; init; } = 12;

    public double StepMm { get; init; } = 1.5;

    public string SeriesUid { get; init; } = "2.25.77";

    public string Prefix { get; init; } = "slice";

    /// <summary>Changes a slice before it is written; null leaves it out.</summary>
    public Func<int, DicomDataset, DicomDataset?> Change { get; init; } = (_, slice) => slice;

    /// <summary>Where slice z has its first pixel, LPS.</summary>
    public PointMm Position(int z)
    {
        var (a, b, c, d, e, f) = (Orientation[0], Orientation[1], Orientation[2], Orientation[3], Orientation[4], Orientation[5]);
        return Corner + ((z * StepMm) * new PointMm((b * f) - (c * e), (c * d) - (a * f), (a * e) - (b * d)));
    }

    public void Write(DicomCodec codec, string folder)
    {
        for (var z = 0; z < Slices; z++)
        {
            if (Change(z, Slice(z)) is { } slice)
            {
                codec.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{z:000}.dcm")), slice);
            }
        }
    }

    public ScannedFolder WriteAndScan(DicomCodec codec, string folder)
    {
        Write(codec, folder);
        return FolderScan.Scan(codec, folder, null, TestContext.Current.CancellationToken);
    }

    private DicomDataset Slice(int z)
    {
        var at = Position(z);
        var bytes = new byte[Rows * Columns * 2];
        for (var i = 0; i < Rows * Columns; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (short)((100 * z) + (10 * (i / Columns)) + (i % Columns)));
        }

        return new DicomDataset()
            .Add(Tags.SopClassUid, "UI", "1.2.840.10008.5.1.4.1.1.4")
            .Add(Tags.SopInstanceUid, "UI", string.Create(CultureInfo.InvariantCulture, $"{SeriesUid}.{z + 1}"))
            .Add(Tags.ImageType, "CS", "ORIGINAL\\PRIMARY\\M")
            .Add(Tags.Modality, "CS", "MR")
            .Add(Tags.SeriesDescription, "LO", "t1_mprage_sag +C")
            .Add(new DicomTag(0x0018, 0x0023), "CS", "3D")
            .Add(Tags.StudyInstanceUid, "UI", "2.25.7")
            .Add(Tags.SeriesInstanceUid, "UI", SeriesUid)
            .Add(Tags.InstanceNumber, "IS", Slices - z)
            .Add(Tags.ImagePositionPatient, "DS", at.X, at.Y, at.Z)
            .Add(Tags.ImageOrientationPatient, "DS", Orientation)
            .Add(Tags.FrameOfReferenceUid, "UI", "2.25.78")
            .Add(Tags.SamplesPerPixel, "US", 1)
            .Add(Tags.PhotometricInterpretation, "CS", "MONOCHROME2")
            .Add(Tags.Rows, "US", Rows)
            .Add(Tags.Columns, "US", Columns)
            .Add(Tags.PixelSpacing, "DS", 0.8, 0.5)
            .Add(new DicomTag(0x0018, 0x0050), "DS", 99)            // a thickness that is wrong on purpose: it must not matter
            .Add(new DicomTag(0x0018, 0x0088), "DS", 88)
            .Add(new DicomTag(0x0028, 0x0100), "US", 16)
            .Add(new DicomTag(0x0028, 0x0101), "US", 16)
            .Add(new DicomTag(0x0028, 0x0102), "US", 15)
            .Add(new DicomTag(0x0028, 0x0103), "US", 0)
            .Add(new DicomElement(new DicomTag(0x7FE0, 0x0010), "OW", bytes));
    }
}
