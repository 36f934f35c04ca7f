using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>Series that exist in memory only, and results on their grids.</summary>
public static class SyntheticSeries
{
    public const string FrameOfReference = "2.25.77";

    /// <summary>Turned about two axes, anisotropic, with x running to the patient's left: what identity would hide shows.</summary>
    public static VolumeGeometry Oblique(int x, int y, int z)
    {
        var (c, s) = (Math.Cos(0.4), Math.Sin(0.4));
        return new VolumeGeometry(new Size3(x, y, z), new Affine(
            0.7 * new PointMm(-c, s, 0), 0.9 * new PointMm(-s * 0.8, -c * 0.8, 0.6), 1.5 * new PointMm(s * 0.6, c * 0.6, 0.8),
                new PointMm(31.25, -17.5, 8.125)));
    }

    public static ImageSeries On(VolumeGeometry geometry, bool multiFrame = false) => new()
    {
        Volume = new Volume<float>(geometry),
        Slices = Enumerable.Range(0, geometry.Size.Z).Select(z => multiFrame
            ? new SliceSource("enhanced.dcm", "1.2.840.10008.5.1.4.1.1.4.1", "2.25.1000", z + 1)
            : new SliceSource($"{z}.dcm", "1.2.840.10008.5.1.4.1.1.4", $"2.25.{1000 + z}", null)).ToList(),
        Header = new DicomDataset()
            .Add(new DicomTag(0x0008, 0x0005), "CS", "ISO_IR 192")
            .Add(new DicomTag(0x0008, 0x0020), "DA", "20200102")
            .Add(new DicomTag(0x0008, 0x0030), "TM", "101112")
            .Add(new DicomTag(0x0010, 0x0010), "PN", "Änne^Ü")
            .Add(new DicomTag(0x0010, 0x0020), "LO", "P1"),
        StudyUid = "2.25.5",
        SeriesUid = "2.25.6",
        FrameOfReferenceUid = FrameOfReference,
    };

    public static ResultOptions Options(params IEnumerable<int> labels) => new()
    {
        Findings = labels.Select(label => LesionLabel.Of((ushort)label, $"mean probability 0.{label}")).ToList(),
        AlgorithmName = "DeepMedic",
        AlgorithmVersion = "0.1.0 / 3f2a9c10",
        Settings = "threshold 0.5, smallest 5 mm3",
    };

    /// <summary>A label map whose voxels within a distance of a point (both in mm, the point in voxels) have a label.</summary>
    public static Volume<ushort> WithSphere(
        this Volume<ushort> labels, ushort label, (double X, double Y, double Z) centre, double radiusMm)
    {
        var toWorld = labels.Geometry.VoxelToWorld;
        var middle = toWorld.Apply(centre.X, centre.Y, centre.Z);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            var (x, y, z) = labels.Size.Position(i);
            if ((toWorld.Apply(x, y, z) - middle).Length <= radiusMm)
            {
                labels.Voxels[i] = label;
            }
        }

        return labels;
    }

    public static double Dice(IEnumerable<bool> a, IEnumerable<bool> b)
    {
        var (sizes, both) = (0L, 0L);
        foreach (var (inA, inB) in a.Zip(b))
        {
            sizes += (inA ? 1 : 0) + (inB ? 1 : 0);
            both += inA && inB ? 1 : 0;
        }

        return 2.0 * both / sizes;
    }
}
