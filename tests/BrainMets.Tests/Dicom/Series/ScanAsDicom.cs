using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>A volume written as the slices of a T1 post-contrast series, one file a slice.</summary>
internal static class ScanAsDicom
{
    /// <summary>Writes the volume; intensities are scaled to 0..4000 and rounded.</summary>
    /// <param name="codec">Writes the files.</param>
    /// <param name="image">Intensities from 0; world coordinates RAS+ mm.</param>
    /// <param name="folder">An existing folder.</param>
    public static void Write(DicomCodec codec, Volume<float> image, string folder)
    {
        var (size, affine) = (image.Size, image.Geometry.VoxelToWorld);
        var scale = 4000 / image.Voxels.Max();
        var spacing = image.Geometry.Spacing;
        var (right, down) = (Lps((1 / spacing.X) * affine.ColumnX), Lps((1 / spacing.Y) * affine.ColumnY));
        new WrittenSeries { Slices = size.Z, Change = Replace }.Write(codec, folder);

        DicomDataset Replace(int z, DicomDataset slice)
        {
            var bytes = new byte[size.X * size.Y * 2];
            for (var i = 0; i < size.X * size.Y; i++)
            {
                var stored = (short)Math.Round(image.Voxels[(z * size.X * size.Y) + i] * scale);
                BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), stored);
            }

            var at = Lps(affine.Apply(0, 0, z));
            return slice
                .Add(Tags.InstanceNumber, "IS", z + 1)
                .Add(Tags.ImagePositionPatient, "DS", at.X, at.Y, at.Z)
                .Add(Tags.ImageOrientationPatient, "DS", right.X, right.Y, right.Z, down.X, down.Y, down.Z)
                .Add(Tags.Rows, "US", size.Y)
                .Add(Tags.Columns, "US", size.X)
                .Add(Tags.PixelSpacing, "DS", spacing.Y, spacing.X)
                .Add(new DicomElement(new DicomTag(0x7FE0, 0x0010), "OW", bytes));
        }
    }

    private static PointMm Lps(PointMm ras) => new(-ras.X, -ras.Y, ras.Z);
}
