using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Figures of the brain mask.</summary>
internal sealed record BrainShapeMeasures
{
    public required double VolumeMl { get; init; }

    /// <summary>The share of the mask's box that the mask fills, 0..1: an ellipsoid has 0.52, a block 1.</summary>
    public required double BoxFill { get; init; }

    /// <summary>The largest area, in cm², in which one face of the field of view cuts the mask.</summary>
    public required double CutAreaCm2 { get; init; }

    public static BrainShapeMeasures Of(PreparedCase prepared)
    {
        var brain = prepared.Brain;
        var voxels = brain.Voxels.Length - (long)brain.Voxels.AsSpan().Count((byte)0);
        return new BrainShapeMeasures
        {
            VolumeMl = prepared.BrainVolumeMl,
            BoxFill = Box3.Around(brain) is { } box ? voxels / (double)box.Size.Count : 0,
            CutAreaCm2 = LargestCut(brain, prepared.Source) / 100,
        };
    }

    /// <summary>Only where the crop ends at an end of the field of view can the field cut the brain.</summary>
    private static double LargestCut(Volume<byte> brain, VolumeGeometry source)
    {
        var (size, spacing) = (brain.Size, brain.Geometry.Spacing);
        var field = WorkingGrid.Covering(source, spacing);
        var corner = field.VoxelToWorld.Inverse().Apply(brain.Geometry.VoxelToWorld.Origin);
        double Cut(Box3 face, double areaMm2) => brain.Crop(face).Voxels.AsSpan().Count((byte)1) * areaMm2;
        double Ends((double First, int Count, int Field) axis, Func<int, Box3> face, double areaMm2)
        {
            var low = Math.Round(axis.First) <= 0 ? Cut(face(0), areaMm2) : 0;
            var high = Math.Round(axis.First) + axis.Count >= axis.Field ? Cut(face(axis.Count - 1), areaMm2) : 0;
            return Math.Max(low, high);
        }

        double[] cuts =
        [
            Ends((corner.X, size.X, field.Size.X), at => new Box3(at, 0, 0, new Size3(1, size.Y, size.Z)), spacing.Y * spacing.Z),
            Ends((corner.Y, size.Y, field.Size.Y), at => new Box3(0, at, 0, new Size3(size.X, 1, size.Z)), spacing.X * spacing.Z),
            Ends((corner.Z, size.Z, field.Size.Z), at => new Box3(0, 0, at, new Size3(size.X, size.Y, 1)), spacing.X * spacing.Y),
        ];
        return cuts.Max();
    }
}
