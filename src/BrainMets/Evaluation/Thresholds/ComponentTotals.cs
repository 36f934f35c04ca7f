using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>What is needed of a predicted component to match it: size, first voxel, centroid, and the reference lesions it meets.</summary>
internal struct ComponentTotals
{
    private long _sumX;
    private long _sumY;
    private long _sumZ;

    public long Voxels { get; private set; }

    public int FirstVoxel { get; private set; }

    /// <summary>Voxels shared with reference lesions, by label; null when it meets none, as most components of noise.</summary>
    public Dictionary<int, long>? SharedByLabel { get; private set; }

    /// <summary>In voxels, not mm.</summary>
    public readonly PointMm Centroid => new((double)_sumX / Voxels, (double)_sumY / Voxels, (double)_sumZ / Voxels);

    public void Add(int voxel, (int X, int Y, int Z) position, int referenceLabel)
    {
        FirstVoxel = Voxels == 0 ? voxel : Math.Min(FirstVoxel, voxel);
        Voxels++;
        (_sumX, _sumY, _sumZ) = (_sumX + position.X, _sumY + position.Y, _sumZ + position.Z);
        if (referenceLabel > 0)
        {
            SharedByLabel ??= [];
            SharedByLabel[referenceLabel] = SharedByLabel.GetValueOrDefault(referenceLabel) + 1;
        }
    }
}
