using BrainMets.Imaging;
using BrainMets.Imaging.Filters;
using BrainMets.Preprocessing;
using BrainMets.Sampling.Segments;

namespace BrainMets.Sampling;

/// <summary>A prepared training case with what drawing from it needs, computed once: voxels of each class and lesions by component.</summary>
public sealed class SamplingCase
{
    private const double BrightFraction = 0.03;

    private readonly int[][] lesionVoxels;
    private readonly int[] allLesionVoxels;
    private readonly int[] backgroundVoxels;
    private readonly int[] brightVoxels;

    /// <exception cref="CaseDataException">The case has no reference, or no brain.</exception>
    public SamplingCase(PreparedCase prepared, IReadOnlyList<int> contextFactors, ContextPool pool)
    {
        var reference = prepared.Reference
            ?? throw new CaseDataException(prepared.CaseId, "has no reference mask; training needs one. Add \"reference\" to the case in dataset.json.");
        Reader = new SegmentReader(prepared, contextFactors, pool);
        var (labels, count) = ConnectedComponents.Label(reference, Connectivity.Corners26);
        Components = labels.Voxels;
        var brain = prepared.Brain.Voxels;
        var byLesion = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        var background = new List<int>(brain.Length / 2);
        for (var i = 0; i < brain.Length; i++)
        {
            if (brain[i] != 0)
            {
                (Components[i] > 0 ? byLesion[Components[i] - 1] : background).Add(i);
            }
        }

        lesionVoxels = [.. byLesion.Where(l => l.Count > 0).Select(l => l.ToArray())];
        allLesionVoxels = [.. lesionVoxels.SelectMany(l => l)];
        backgroundVoxels = [.. background];
        if (backgroundVoxels.Length == 0)
        {
            throw new CaseDataException(prepared.CaseId, "has no brain voxel outside the reference, so there is nothing to learn background from.");
        }

        brightVoxels = Brightest(backgroundVoxels, prepared.Image.Voxels);
    }

    public SegmentReader Reader { get; }

    /// <summary>Number of the lesion each voxel belongs to; 0 for none.</summary>
    public int[] Components { get; }

    public bool HasLesion => allLesionVoxels.Length > 0;

    /// <summary>A voxel of any lesion, or of one lesion drawn first; with replacement. Null when the case has no lesion.</summary>
    public (int X, int Y, int Z)? DrawLesion(LesionCentres centres, Random random)
    {
        if (!HasLesion)
        {
            return null;
        }

        var voxels = centres == LesionCentres.Voxel ? allLesionVoxels : lesionVoxels[random.Next(lesionVoxels.Length)];
        return Reader.ImageSize.Position(voxels[random.Next(voxels.Length)]);
    }

    /// <summary>A brain voxel outside every lesion; with the given probability one of the brightest of them.</summary>
    public (int X, int Y, int Z) DrawBackground(double brightShare, Random random)
    {
        var voxels = random.NextDouble() < brightShare ? brightVoxels : backgroundVoxels;
        return Reader.ImageSize.Position(voxels[random.Next(voxels.Length)]);
    }

    private static int[] Brightest(int[] voxels, float[] image)
    {
        var values = Array.ConvertAll(voxels, v => image[v]);
        Array.Sort(values);
        var least = values[Math.Min(values.Length - 1, (int)((1 - BrightFraction) * values.Length))];
        return Array.FindAll(voxels, v => image[v] >= least);
    }
}
