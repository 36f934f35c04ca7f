using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Morphological openings of one mask by balls of different size, taken apart into pieces; the distance map is shared.</summary>
internal sealed class MorphologicalOpening
{
    /// <summary>The head's centre is only roughly known; the brain is the piece with most voxels this near to it.</summary>
    private const double CentralMm = 50;

    private readonly Volume<double> squaredDepthMm;
    private readonly PointMm centre;

    public MorphologicalOpening(Volume<byte> tissue, PointMm centre)
    {
        squaredDepthMm = DistanceTransform.SquaredMm(Morphology.Complement(tissue));
        this.centre = centre;
    }

    /// <summary>The central piece, eroded and grown back; null when there is none.</summary>
    public Volume<byte>? Central(double radiusMm)
    {
        var (labels, count) = Pieces(radiusMm);
        var central = CentralLabel(labels, count);
        return central == 0 ? null : GrowBack(labels, central, radiusMm);
    }

    /// <summary>Pieces other than the central one that are large enough and whose centroid (voxels) is wanted, each grown back.</summary>
    public IEnumerable<Volume<byte>> Others(double radiusMm, double smallestMl, Func<PointMm, bool> wanted)
    {
        var (labels, count) = Pieces(radiusMm);
        var central = CentralLabel(labels, count);
        var (sums, counts) = (new PointMm[count + 1], new long[count + 1]);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is var label && label > 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                (sums[label], counts[label]) = (sums[label] + new PointMm(x, y, z), counts[label] + 1);
            }
        }

        return
            from label in Enumerable.Range(1, count)
            where label != central && counts[label] * labels.Geometry.VoxelVolumeMm3 >= 1000 * smallestMl
            where wanted((1.0 / counts[label]) * sums[label])
            select GrowBack(labels, label, radiusMm);
    }

    private (Volume<int> Labels, int Count) Pieces(double radiusMm)
    {
        var limit = radiusMm * radiusMm;
        return ConnectedComponents.Label(squaredDepthMm.Map(d => (byte)(d > limit ? 1 : 0)), Connectivity.Faces6);
    }

    private static Volume<byte> GrowBack(Volume<int> labels, int label, double radiusMm) =>
        Morphology.Dilate(labels.Map(l => (byte)(l == label ? 1 : 0)), radiusMm);

    private int CentralLabel(Volume<int> labels, int count)
    {
        var counts = new long[count + 1];
        var spacing = labels.Geometry.Spacing;
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] != 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var away = new PointMm(spacing.X * (x - centre.X), spacing.Y * (y - centre.Y), spacing.Z * (z - centre.Z));
                counts[labels.Voxels[i]] += away.Length < CentralMm ? 1 : 0;
            }
        }

        var most = counts.Max();
        return most == 0 ? 0 : Array.IndexOf(counts, most);
    }
}
