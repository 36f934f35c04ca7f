using BrainMets.Preprocessing;

namespace BrainMets.Sampling;

/// <summary>
/// A prepared training case with what drawing from it needs, computed once: lesions as lists of voxels, background counted by rows, the
/// brightest background. Its volumes stay in the stored case, so that many cases take little memory (docs/method.md, "Memory").
/// </summary>
internal sealed class SamplingCase
{
    private const double BrightFraction = 0.03;

    private readonly LesionVoxels[] drawable;
    private readonly int lesionVoxelCount;
    private readonly BackgroundVoxels background;
    private readonly int[] brightVoxels;

    /// <param name="stored">Owned by the caller, who disposes it after the last draw.</param>
    /// <param name="contextFactors">Of the network.</param>
    /// <param name="pool">How context is made.</param>
    /// <exception cref="InvalidInputException">The case has no reference, or no brain.</exception>
    public SamplingCase(StoredCase stored, IReadOnlyList<int> contextFactors, ContextPool pool)
    {
        var reference = stored.Reference
            ?? throw new InvalidInputException(
                stored.CaseId, "has no reference mask; training needs one. Add \"reference\" to the case in dataset.json.");
        Reader = new SegmentReader(stored, contextFactors, pool);
        var lesions = LesionVoxels.Of(new Volume<byte>(stored.Geometry, reference.ToArray()), stored.Brain.ToArray());
        drawable = [.. lesions.Where(l => l.InBrain.Length > 0)];
        (Lesions, lesionVoxelCount) = (lesions, drawable.Sum(l => l.InBrain.Length));
        background = new BackgroundVoxels(stored.Brain, reference, stored.Geometry.Size);
        if (background.Count == 0)
        {
            throw new InvalidInputException(
                stored.CaseId, "has no brain voxel outside the reference, so background cannot be sampled from it.");
        }

        brightVoxels = background.Highest(stored.Image, BrightFraction);
    }

    /// <summary>A case in memory.</summary>
    /// <exception cref="InvalidInputException">The case has no reference, or no brain.</exception>
    public SamplingCase(PreparedCase prepared, IReadOnlyList<int> contextFactors, ContextPool pool)
        : this(StoredCase.Of(prepared), contextFactors, pool)
    {
    }

    public SegmentReader Reader { get; }

    /// <summary>All of the reference, inside the brain and outside, by number.</summary>
    public IReadOnlyList<LesionVoxels> Lesions { get; }

    public bool HasLesion => lesionVoxelCount > 0;

    /// <summary>A voxel of any lesion, or of one lesion drawn first; with replacement. Null when the case has no lesion.</summary>
    public VoxelIndex? DrawLesion(LesionCentres centres, Random random)
    {
        if (!HasLesion)
        {
            return null;
        }

        if (centres == LesionCentres.Lesion)
        {
            var lesion = drawable[random.Next(drawable.Length)];
            return Reader.ImageSize.Position(lesion.InBrain[random.Next(lesion.InBrain.Length)]);
        }

        return Reader.ImageSize.Position(LesionVoxel(random.Next(lesionVoxelCount)));
    }

    /// <summary>A brain voxel outside every lesion; with the given probability one of the brightest of them.</summary>
    public VoxelIndex DrawBackground(double brightShare, Random random)
    {
        var isBright = random.NextDouble() < brightShare;
        var number = random.Next(isBright ? brightVoxels.Length : background.Count);
        return Reader.ImageSize.Position(isBright ? brightVoxels[number] : background[number]);
    }

    /// <summary>One of the voxels of all lesions, counted lesion by lesion.</summary>
    private int LesionVoxel(int number)
    {
        var lesion = 0;
        while (number >= drawable[lesion].InBrain.Length)
        {
            number -= drawable[lesion++].InBrain.Length;
        }

        return drawable[lesion].InBrain[number];
    }
}
