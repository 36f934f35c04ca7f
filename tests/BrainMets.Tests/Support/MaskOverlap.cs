namespace BrainMets.Tests.Support;

/// <summary>How two masks on one grid agree.</summary>
internal static class MaskOverlap
{
    public static double Dice(Volume<byte> a, Volume<byte> b)
    {
        var (both, sum) = (0L, 0L);
        for (var i = 0; i < a.Voxels.Length; i++)
        {
            both += a.Voxels[i] & b.Voxels[i];
            sum += a.Voxels[i] + b.Voxels[i];
        }

        return 2.0 * both / sum;
    }

    public static double PartInside(Volume<byte> part, Volume<byte> whole) =>
        part.Voxels.Where((p, i) => p != 0 && whole.Voxels[i] != 0).Count() / (double)Math.Max(1, part.Voxels.Count(p => p != 0));
}
