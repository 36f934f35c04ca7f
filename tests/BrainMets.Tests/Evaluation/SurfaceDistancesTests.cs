using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class SurfaceDistancesTests
{
    [Fact]
    public void Distances_agree_with_all_pairs_of_surface_voxels_on_random_masks() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var grid = MaskOf.Grid(6, 5, 4, random.Next(2) == 0 ? MaskOf.Oblique : Affine.FromSpacing(new SpacingMm(0.7, 1.3, 2.5)));
                var (reference, prediction) = (
                    MaskOf.Blobs(grid, random, 0.2 + (0.7 * random.NextDouble())), MaskOf.Blobs(grid, random, 0.3));

                var distances = SurfaceDistances.Between(reference, prediction);

                var (a, b) = (SurfaceMm(reference), SurfaceMm(prediction));
                if (a.Length == 0 || b.Length == 0)
                {
                    Assert.Null(distances);
                    return;
                }

                Assert.NotNull(distances);
                var (to, back) = (Slow(a, b), Slow(b, a));
                Near(to, distances.ReferenceToPrediction.DistancesMm);
                Near(back, distances.PredictionToReference.DistancesMm);
                Assert.Equal(Math.Max(SlowPercentile(to), SlowPercentile(back)), distances.Hd95Mm.MaxDirected!.Value, 9);
                Assert.Equal(SlowPercentile([.. to.Concat(back).Order()]), distances.Hd95Mm.Pooled!.Value, 9);
                Assert.Equal(to.Concat(back).Average(), distances.AssdMm, 9);
                Assert.Equal((to.Average() + back.Average()) / 2, distances.AssdMeanOfMeansMm, 9);
                Assert.Equal(Math.Max(to[^1], back[^1]), distances.Hd100Mm.Voxels!.Value, 9);
                var tolerance = 3 * random.NextDouble();
                var (within, withinBack) = (to.Count(d => d <= tolerance), back.Count(d => d <= tolerance));
                Assert.Equal((double)(within + withinBack) / (to.Length + back.Length), distances.SurfaceDice(tolerance).Voxels!.Value, 9);
                Assert.Equal(
                    (((double)within / to.Length) + ((double)withinBack / back.Length)) / 2,
                        distances.SurfaceDiceMeanOfSides(tolerance), 9);
            },
            iter: 300);

    [Fact]
    public void Two_single_voxels_are_as_far_apart_as_their_centres_in_every_family()
    {
        var grid = MaskOf.Grid(8, 8, 8, MaskOf.Oblique); // 0.5 x 0.9 x 2 mm
        var distances = SurfaceDistances.Between(
            MaskOf.Boxes(grid, MaskOf.Box(1, 1, 1, 1, 1, 1)), MaskOf.Boxes(grid, MaskOf.Box(4, 1, 3, 1, 1, 1)))!; // neither is empty

        var apart = Math.Sqrt((1.5 * 1.5) + (4 * 4));
        Assert.Equal(apart, distances.Hd95Mm.MaxDirected!.Value, 9);
        Assert.Equal(apart, distances.Hd95Mm.Pooled!.Value, 9);
        Assert.Equal(apart, distances.Hd95Mm.AreaWeighted!.Value, 9);
        Assert.Equal(apart, distances.AssdMm, 9);
    }

    [Fact]
    public void A_distance_equal_to_the_tolerance_is_within_it_whatever_the_rounding_of_the_spacing()
    {
        // Two steps of 0.5 mm, as single precision may hold it: just above 1 mm.
        var grid = MaskOf.Grid(8, 4, 4, Affine.FromSpacing(new SpacingMm(0.50000006, 1, 1)));
        var distances = SurfaceDistances.Between(
            MaskOf.Boxes(grid, MaskOf.Box(1, 1, 1, 1, 1, 1)), MaskOf.Boxes(grid, MaskOf.Box(3, 1, 1, 1, 1, 1)))!; // neither is empty

        Assert.Equal(new SurfaceDice(1, 1, 1), distances.SurfaceDice(1));
        Assert.Equal(0, distances.SurfaceDice(0.99).Voxels);
    }

    [Fact]
    public void Swapping_the_masks_swaps_the_directions_and_keeps_the_figures()
    {
        var grid = MaskOf.Grid(9, 9, 9);
        var (a, b) = (MaskOf.Boxes(grid, MaskOf.Box(1, 1, 1, 3, 3, 3)), MaskOf.Boxes(grid, MaskOf.Box(2, 2, 2, 5, 4, 6)));

        var (forth, back) = (SurfaceDistances.Between(a, b)!, SurfaceDistances.Between(b, a)!); // neither is empty

        Assert.Equal(forth.Hd95Mm, back.Hd95Mm);
        Assert.Equal(forth.AssdMm, back.AssdMm, 12);
        Assert.Equal(forth.ReferenceToPrediction.DistancesMm.ToArray(), back.PredictionToReference.DistancesMm.ToArray());
    }

    [Fact]
    public void A_mask_on_another_grid_is_refused()
    {
        var (a, b) = (new Volume<byte>(MaskOf.Grid(4, 4, 4)), new Volume<byte>(MaskOf.Grid(4, 4, 4, MaskOf.Oblique)));

        Assert.Contains(
            "0.5 x 0.9 x 2 mm", Assert.Throws<ArgumentException>(() => SurfaceDistances.Between(a, b)).Message, StringComparison.Ordinal);
    }

    /// <summary>World positions of mask voxels with a face to the background or to the outside of the grid.</summary>
    private static PointMm[] SurfaceMm(Volume<byte> mask)
    {
        (int X, int Y, int Z)[] steps = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)];
        return
        [
            .. from i in Enumerable.Range(0, mask.Voxels.Length)
               where mask.Voxels[i] != 0
               let p = mask.Size.Position(i)
               where steps.Any(s => !mask.Size.Contains(p.X + s.X, p.Y + s.Y, p.Z + s.Z) || mask[p.X + s.X, p.Y + s.Y, p.Z + s.Z] == 0)
               select mask.Geometry.VoxelToWorld.Apply(p.X, p.Y, p.Z),
        ];
    }

    private static double[] Slow(PointMm[] from, PointMm[] to) => [.. from.Select(p => to.Min(q => (p - q).Length)).Order()];

    /// <summary>The 95th percentile by linear interpolation, written as a weighted mean of the two neighbours.</summary>
    private static double SlowPercentile(double[] sorted)
    {
        var rank = 0.95 * (sorted.Length - 1);
        var upper = rank - Math.Truncate(rank);
        return ((1 - upper) * sorted[(int)rank]) + (upper * sorted[Math.Min((int)rank + 1, sorted.Length - 1)]);
    }

    private static void Near(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 9);
        }
    }
}
