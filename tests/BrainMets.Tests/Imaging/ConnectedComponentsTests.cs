using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class ConnectedComponentsTests
{
    [Theory]
    [InlineData(Connectivity.Faces6)]
    [InlineData(Connectivity.Edges18)]
    [InlineData(Connectivity.Corners26)]
    public void Labels_equal_those_of_a_flood_fill(Connectivity connectivity) =>
        Random3.MaskOn(Random3.ObliqueGrid).Sample(
            mask =>
            {
                var (labels, count) = ConnectedComponents.Label(mask, connectivity);

                var (expected, expectedCount) = FloodFill(mask, connectivity);
                Assert.Equal(expectedCount, count);
                Assert.Equal(expected, labels.Voxels);
            },
            iter: 500);

    [Theory]
    [InlineData(1, 0, 0, 1, 1, 1)]
    [InlineData(1, 1, 0, 2, 1, 1)]
    [InlineData(1, 1, 1, 2, 2, 1)]
    [InlineData(2, 0, 0, 2, 2, 2)]
    public void Two_voxels_touch_by_face_edge_or_corner(int x, int y, int z, int with6, int with18, int with26)
    {
        var mask = Grids.Mask(Grids.Oblique(new Size3(3, 3, 3)), (i, j, k) => (i, j, k) == (0, 0, 0) || (i, j, k) == (x, y, z));

        Assert.Equal(with6, ConnectedComponents.Label(mask, Connectivity.Faces6).Count);
        Assert.Equal(with18, ConnectedComponents.Label(mask, Connectivity.Edges18).Count);
        Assert.Equal(with26, ConnectedComponents.Label(mask, Connectivity.Corners26).Count);
    }

    [Fact]
    public void A_component_does_not_wrap_round_the_border()
    {
        // The last voxel of a row and the first of the next are neighbours in memory only.
        var mask = Grids.Mask(Grids.Oblique(new Size3(4, 4, 1)), (x, y, _) => (x, y) is (3, 0) or (0, 2));

        Assert.Equal(2, ConnectedComponents.Label(mask, Connectivity.Corners26).Count);
    }

    [Fact]
    public void An_empty_mask_has_no_component()
    {
        var empty = new Volume<byte>(Grids.Oblique(new Size3(3, 4, 5)));

        var (labels, count) = ConnectedComponents.Label(empty, Connectivity.Corners26);

        Assert.Equal(0, count);
        Assert.All(labels.Voxels, label => Assert.Equal(0, label));
        Assert.All(ConnectedComponents.Largest(empty).Voxels, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Largest_keeps_the_first_of_equals_and_sizes_count_voxels()
    {
        // x: 0 1 . 3 4 . 6, so components of 2, 2 and 1 voxels.
        var mask = Grids.Mask(Grids.Oblique(new Size3(7, 1, 1)), (x, _, _) => x is 0 or 1 or 3 or 4 or 6);

        var (labels, count) = ConnectedComponents.Label(mask, Connectivity.Faces6);

        Assert.Equal([2L, 2L, 1L], ConnectedComponents.Sizes(labels, count));
        Assert.Equal([1, 1, 0, 0, 0, 0, 0], ConnectedComponents.Largest(mask).Voxels);
    }

    /// <summary>The obvious way: from each unlabelled voxel in memory order, visit whatever touches.</summary>
    private static (int[] Labels, int Count) FloodFill(Volume<byte> mask, Connectivity connectivity)
    {
        var labels = new int[mask.Voxels.Length];
        var count = 0;
        var most = connectivity == Connectivity.Faces6 ? 1 : connectivity == Connectivity.Edges18 ? 2 : 3;
        for (var start = 0; start < labels.Length; start++)
        {
            if (mask.Voxels[start] == 0 || labels[start] != 0)
            {
                continue;
            }

            labels[start] = ++count;
            var open = new Stack<int>([start]);
            while (open.TryPop(out var index))
            {
                var (x, y, z) = mask.Size.Position(index);
                Grids.ForEach(new Size3(3, 3, 3), (i, j, k) =>
                {
                    var (dx, dy, dz) = (i - 1, j - 1, k - 1);
                    if (Math.Abs(dx) + Math.Abs(dy) + Math.Abs(dz) > most || !mask.Size.Contains(x + dx, y + dy, z + dz))
                    {
                        return;
                    }

                    var neighbour = mask.Size.Index(x + dx, y + dy, z + dz);
                    if (mask.Voxels[neighbour] != 0 && labels[neighbour] == 0)
                    {
                        labels[neighbour] = count;
                        open.Push(neighbour);
                    }
                });
            }
        }

        return (labels, count);
    }
}
