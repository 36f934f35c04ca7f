namespace BrainMets.Sampling;

/// <summary>
/// One connected component of the reference, as a list of its voxels: lesions fill a thousandth of the volume, a label map would fill it
/// all.
/// </summary>
internal sealed class LesionVoxels
{
    private readonly int[] all;
    private readonly int[] inBrain;

    private LesionVoxels(int number, int[] all, int[] inBrain, Size3 size)
    {
        (Number, this.all, this.inBrain) = (number, all, inBrain);
        Box = all.Select(size.Position).Select(p => new Box3(p.X, p.Y, p.Z, new Size3(1, 1, 1))).Aggregate((a, b) => a.Union(b));
    }

    /// <summary>From 1, in the order in which <see cref="ConnectedComponents"/> meets them.</summary>
    public int Number { get; }

    /// <summary>The smallest box that holds it.</summary>
    public Box3 Box { get; }

    /// <summary>Indices of its voxels, ascending.</summary>
    public ReadOnlySpan<int> All => all;

    /// <summary>Those inside the brain, ascending: where segments are centred.</summary>
    public ReadOnlySpan<int> InBrain => inBrain;

    /// <summary>The components of a reference mask, 26 neighbours.</summary>
    /// <param name="reference">Non-zero inside lesions.</param>
    /// <param name="brain">Non-zero inside the brain; as long as the reference.</param>
    public static LesionVoxels[] Of(Volume<byte> reference, ReadOnlySpan<byte> brain)
    {
        var (labels, count) = ConnectedComponents.Label(reference, Connectivity.Corners26);
        var (all, inBrain) = (Lists(count), Lists(count));
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is > 0 and var label)
            {
                all[label - 1].Add(i);
                if (brain[i] != 0)
                {
                    inBrain[label - 1].Add(i);
                }
            }
        }

        return [.. Enumerable.Range(0, count).Select(l => new LesionVoxels(l + 1, [.. all[l]], [.. inBrain[l]], reference.Size))];
    }

    private static List<int>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
}
