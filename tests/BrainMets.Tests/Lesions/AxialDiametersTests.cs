using BrainMets.Lesions;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Lesions;

public sealed class AxialDiametersTests
{
    [Fact]
    public void A_rectangle_measures_its_diagonal_and_the_chord_across_it()
    {
        var lesion = Measure(MaskOf.Grid(6, 6, 3), MaskOf.Box(1, 1, 1, 4, 3, 1));

        Assert.Equal(5, lesion.LongestDiameterMm, 12); // the diagonal of 4 x 3
        Assert.Equal(3.75, lesion.PerpendicularDiameterMm, 12); // across 3 mm at the slope of 3 : 4: 3 x 5 / 4
    }

    [Fact]
    public void A_long_lesion_across_slices_is_never_measured_in_three_dimensions()
    {
        var lesion = Measure(MaskOf.Grid(4, 4, 20), MaskOf.Box(1, 1, 1, 1, 1, 18));

        Assert.Equal(Math.Sqrt(2), lesion.LongestDiameterMm, 12);
        Assert.Equal(18, lesion.Slices);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_slices_are_axial_whichever_voxel_axis_runs_upward(int upward)
    {
        // Voxels of 1 x 1 mm in the axial plane and 3 mm along superior; the lesion is 4 x 3 voxels in plane and 5 slices high.
        var axes = new[] { new PointMm(1, 0, 0), new PointMm(0, -1, 0), new PointMm(0, 0, -3) };
        var (x, y, z) = upward switch { 0 => (2, 0, 1), 1 => (0, 2, 1), _ => (0, 1, 2) };
        var extent = new[] { 4, 3, 5 };
        var affine = new Affine(axes[x], axes[y], axes[z], new PointMm(7, 8, 9));

        var lesion = Measure(new VolumeGeometry(new Size3(9, 9, 9), affine), MaskOf.Box(2, 2, 2, extent[x], extent[y], extent[z]));

        Assert.Equal(5, lesion.LongestDiameterMm, 12);
        Assert.Equal(3.75, lesion.PerpendicularDiameterMm, 12);
        Assert.Equal(5, lesion.Slices);
        Assert.Equal(180, lesion.VolumeMm3, 9); // 60 voxels of 3 mm³
    }

    [Fact]
    public void Of_slices_with_equal_longest_diameters_the_wider_counts()
    {
        // A diagonal line of voxels on one slice, a filled square with the same diagonal on the next.
        var mask = new Volume<byte>(MaskOf.Grid(8, 8, 4));
        for (var i = 1; i < 6; i++)
        {
            mask[i, i, 1] = 1;
        }

        foreach (var (x, y) in Enumerable.Range(1, 5).SelectMany(x => Enumerable.Range(1, 5).Select(y => (x, y))))
        {
            mask[x, y, 2] = 1;
        }

        var lesion = Assert.Single(LesionFinder.Find("a", "p", mask, new LesionOptions()).Lesions);

        Assert.Equal(5 * Math.Sqrt(2), lesion.LongestDiameterMm, 9);
        Assert.Equal(5 * Math.Sqrt(2), lesion.PerpendicularDiameterMm, 9);
    }

    [Fact]
    public void A_flip_of_the_grid_changes_nothing()
    {
        var random = new Random(5);
        for (var i = 0; i < 30; i++)
        {
            var mask = MaskOf.Blobs(MaskOf.Grid(6, 5, 4, MaskOf.Oblique), random, 0.6);
            var flipped = new Volume<byte>(mask.Geometry);
            for (var v = 0; v < mask.Voxels.Length; v++)
            {
                flipped.Voxels[^(v + 1)] = mask.Voxels[v];
            }

            var a = LesionFinder.Find("a", "p", mask, new LesionOptions()).Lesions;
            var b = LesionFinder.Find("a", "p", flipped, new LesionOptions()).Lesions;
            Assert.Equal(a.Count, b.Count);
            Assert.Equal(a[0].LongestDiameterMm, b[0].LongestDiameterMm, 9);
            Assert.Equal(a[0].PerpendicularDiameterMm, b[0].PerpendicularDiameterMm, 9);
        }
    }

    [Slow(2)]
    [Fact]
    public void Diameters_agree_with_all_corner_pairs_on_random_lesions() =>
        Gen.Int[0, 10_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var affine = random.Next(2) == 0 ? MaskOf.Oblique : Sheared(random);
                var set = LesionFinder.Find("a", "p", MaskOf.Blobs(MaskOf.Grid(8, 7, 4, affine), random, 0.25), new LesionOptions());
                foreach (var lesion in set.Lesions)
                {
                    var (longest, perpendicular) = Slow(set, lesion.Label);
                    Assert.Equal(longest, lesion.LongestDiameterMm, 9);
                    Assert.Equal(perpendicular, lesion.PerpendicularDiameterMm, 6);
                }
            },
            iter: 150);

    private static Lesion Measure(VolumeGeometry geometry, Box3 box) =>
        Assert.Single(LesionFinder.Find("a", "p", MaskOf.Boxes(geometry, box), new LesionOptions()).Lesions);

    private static Affine Sheared(Random random) => new(
        new PointMm(0.8, 0.2 * random.NextDouble(), 0),
        new PointMm(0.3 * random.NextDouble(), -1.1, 0.1),
        new PointMm(0.1, 0, 1.7),
        new PointMm(1, 2, 3));

    /// <summary>
    /// All corners of all voxels of each slice (here z), in world mm. The chord across is found by cutting every triangle of corners at
    /// the height of every corner: the union of all triangles is the convex hull, without computing one.
    /// </summary>
    private static (double LongestMm, double PerpendicularMm) Slow(LesionSet set, int label)
    {
        var best = (Longest: 0.0, Perpendicular: 0.0);
        for (var z = 0; z < set.Labels.Size.Z; z++)
        {
            var corners = Corners(set, label, z);
            if (corners.Length == 0)
            {
                continue;
            }

            var pairs = corners.SelectMany((a, i) => corners.Skip(i + 1).Select(b => (a, b))).ToArray();
            var longest = pairs.Max(p => (p.a - p.b).Length);
            var perpendicular = pairs.Where(p => (p.a - p.b).Length > longest - 1e-9).Max(p => LongestChord(corners, p.a, p.b));
            if (longest > best.Longest + 1e-9 || (longest > best.Longest - 1e-9 && perpendicular > best.Perpendicular))
            {
                best = (longest, perpendicular);
            }
        }

        return best;
    }

    private static PointMm[] Corners(LesionSet set, int label, int z) =>
    [
        .. (from y in Enumerable.Range(0, set.Labels.Size.Y)
            from x in Enumerable.Range(0, set.Labels.Size.X)
            where set.Labels[x, y, z] == label
            from corner in Enumerable.Range(0, 4)
            select (X: x + (corner & 1), Y: y + (corner >> 1))).Distinct()
            .Select(c => set.Geometry.VoxelToWorld.Apply(c.X - 0.5, c.Y - 0.5, z)),
    ];

    private static double LongestChord(PointMm[] corners, PointMm a, PointMm b)
    {
        var direction = 1 / (b - a).Length * (b - a);
        double Along(PointMm p) => (p - a).Dot(direction);
        var longest = 0.0;
        foreach (var level in corners.Select(Along))
        {
            // Every point of the hull at this level lies between two points where the level crosses a segment between corners.
            var crossings = (
                from p in corners
                from q in corners
                let low = Along(p)
                let high = Along(q)
                where low <= level && high >= level
                select high - low < 1e-12 ? p : p + ((level - low) / (high - low) * (q - p))).ToArray();
            var far = crossings.MaxBy(c => (c - crossings[0]).Length);
            longest = Math.Max(longest, crossings.Max(c => (c - far).Length));
        }

        return longest;
    }
}
