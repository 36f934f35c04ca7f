using BrainMets.Preprocessing;
using BrainMets.Sampling;
using CsCheck;

namespace BrainMets.Tests.Sampling;

public sealed class BackgroundVoxelsTests
{
    [Fact]
    public void Each_number_is_the_voxel_that_a_list_has_there() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[0, 100_000]).Sample((x, y, seed) =>
    {
        var (stored, list) = Random(new Size3(x, y, 4), seed);

        var background = new BackgroundVoxels(stored.Brain, stored.Reference!, stored.Geometry.Size);

        Assert.Equal(list, Enumerable.Range(0, background.Count).Select(n => background[n]));
    });

    [Fact]
    public void The_highest_are_those_that_sorting_finds() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 100_000], Gen.Double[0.01, 1]).Sample((x, seed, share) =>
    {
        var (stored, list) = Random(new Size3(x, 5, 4), seed);
        var background = new BackgroundVoxels(stored.Brain, stored.Reference!, stored.Geometry.Size);
        if (list.Length == 0)
        {
            return;
        }

        var image = stored.Image.ToArray();
        var sorted = list.Select(v => image[v]).Order().ToArray();
        var least = sorted[Math.Min(sorted.Length - 1, (int)((1 - share) * sorted.Length))];

        Assert.Equal(list.Where(v => image[v] >= least), background.Highest(stored.Image, share));
    });

    [Fact]
    public void A_number_beyond_the_last_is_refused()
    {
        var (stored, list) = Random(new Size3(5, 5, 4), 1);
        var background = new BackgroundVoxels(stored.Brain, stored.Reference!, stored.Geometry.Size);

        Assert.Throws<ArgumentOutOfRangeException>(() => background[list.Length]);
        Assert.Throws<ArgumentOutOfRangeException>(() => background[-1]);
    }

    /// <summary>
    /// Whole slices are without brain now and then, so that rows of none are met at both ends and in between; values are drawn from few, so
    /// that some are equal.
    /// </summary>
    private static (StoredCase Stored, int[] List) Random(Size3 size, int seed)
    {
        var random = new Random(seed);
        var geometry = new VolumeGeometry(size, Affine.Identity);
        var (image, brain, reference) = (new Volume<float>(geometry), new Volume<byte>(geometry), new Volume<byte>(geometry));
        for (var z = 0; z < size.Z; z++)
        {
            var density = random.Next(3) / 2.0;
            for (var i = z * size.X * size.Y; i < (z + 1) * size.X * size.Y; i++)
            {
                image.Voxels[i] = random.Next(20);
                brain.Voxels[i] = (byte)(random.NextDouble() < density ? 1 : 0);
                reference.Voxels[i] = (byte)(random.Next(4) == 0 ? 1 : 0);
            }
        }

        var prepared = new PreparedCase
        {
            CaseId = "r",
            Patient = "r",
            Image = image,
            Brain = brain,
            Reference = reference,
            Source = geometry,
        };
        return (StoredCase.Of(prepared),
            [.. Enumerable.Range(0, brain.Voxels.Length).Where(i => brain.Voxels[i] == 1 && reference.Voxels[i] == 0)]);
    }
}
