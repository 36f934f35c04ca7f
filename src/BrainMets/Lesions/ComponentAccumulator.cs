namespace BrainMets.Lesions;

/// <summary>Sums of one pass over a label map for each component.</summary>
internal sealed class ComponentAccumulator
{
    private long _sumX;
    private long _sumY;
    private long _sumZ;
    private int _lowX = int.MaxValue;
    private int _lowY = int.MaxValue;
    private int _lowZ = int.MaxValue;
    private int _highX = -1;
    private int _highY = -1;
    private int _highZ = -1;
    private double _sumProbability;
    private float? _maxProbability;

    public long Voxels { get; private set; }

    /// <summary>Null when no probabilities were given, like the mean.</summary>
    public float? MaxProbability => _maxProbability;

    public double? MeanProbability => _maxProbability is null ? null : _sumProbability / Voxels;

    /// <summary>Whether its maximum probability reaches the threshold; a component of a mask always does.</summary>
    public bool Reaches(LesionOptions options) => _maxProbability is not { } highest || highest >= (float)options.Threshold;

    /// <summary>One tally a label; index 0 is label 1. No label lies outside the box.</summary>
    public static ComponentAccumulator[] Of(Volume<int> labels, Box3 box, int count, float[]? probabilities)
    {
        var tallies = new ComponentAccumulator[count];
        for (var i = 0; i < count; i++)
        {
            tallies[i] = new ComponentAccumulator();
        }

        var size = labels.Size;
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                var row = labels.Voxels.AsSpan(size.Index(0, y, z), box.EndX);
                for (var x = Math.Max(0, row.IndexOfAnyExcept(0)); x < row.Length; x++)
                {
                    if (row[x] > 0)
                    {
                        tallies[row[x] - 1].Add(x, y, z, probabilities?[size.Index(x, y, z)]);
                    }
                }
            }
        }

        return tallies;
    }

    /// <summary>The measured lesion, once it carries its final label in the label map.</summary>
    public Lesion ToLesion(int label, Volume<int> labels)
    {
        var size = labels.Size;
        var box = new Box3(_lowX, _lowY, _lowZ, new Size3(_highX - _lowX + 1, _highY - _lowY + 1, _highZ - _lowZ + 1));
        var diameters = AxialDiameters.Measure(labels, label, box);
        var count = (double)Voxels;
        return new Lesion
        {
            Label = label,
            Voxels = Voxels,
            VolumeMm3 = Voxels * labels.Geometry.VoxelVolumeMm3,
            LongestDiameterMm = diameters.LongestMm,
            PerpendicularDiameterMm = diameters.PerpendicularMm,
            Slices = diameters.Slices,
            Centroid = labels.Geometry.VoxelToWorld.Apply(_sumX / count, _sumY / count, _sumZ / count),
            MeanProbability = MeanProbability,
            MaxProbability = MaxProbability,
            TouchesBorder = _lowX == 0 || _lowY == 0 || _lowZ == 0 || box.EndX == size.X || box.EndY == size.Y || box.EndZ == size.Z,
            Box = box,
        };
    }

    private void Add(int x, int y, int z, float? probability)
    {
        Voxels++;
        (_sumX, _sumY, _sumZ) = (_sumX + x, _sumY + y, _sumZ + z);
        (_lowX, _highX) = (Math.Min(_lowX, x), Math.Max(_highX, x));
        (_lowY, _highY) = (Math.Min(_lowY, y), Math.Max(_highY, y));
        (_lowZ, _highZ) = (Math.Min(_lowZ, z), Math.Max(_highZ, z));
        if (probability is { } p)
        {
            _sumProbability += p;
            _maxProbability = Math.Max(_maxProbability ?? p, p);
        }
    }
}
