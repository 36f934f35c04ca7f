using BrainMets.Evaluation;
using BrainMets.Tests.Lesions;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class NearestLesionDiceTests
{
    internal static readonly string[] VectorIds = ["ccmetrics-readme", "ccmetrics-empty"];

    [Fact]
    public void Cells_of_nearest_lesions_give_the_published_dice()
    {
        var (inputs, expected) = (Vectors.Inputs("ccmetrics-readme"), Vectors.Expected("ccmetrics-readme"));
        var grid = Vectors.Grid(inputs.GetProperty("shape"));

        var dice = NearestLesionDice.Of(
            Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("gt_boxes"))),
                Some.Lesions(Vectors.Boxes(grid, inputs.GetProperty("pred_boxes"))));

        Assert.Equal(expected.GetProperty("per_component").Numbers(), dice.Select(d => Math.Round(d, 4)));
    }

    [Fact]
    public void Without_reference_lesions_there_is_nothing_where_another_tool_says_best_or_worst()
    {
        var policy = Vectors.Expected("ccmetrics-empty").GetProperty("dice");
        var grid = MaskOf.Grid(8, 8, 8);
        var (empty, full) = (Some.Lesions(grid), Some.Lesions(grid, MaskOf.Box(1, 1, 1, 2, 2, 2)));

        Assert.Equal((1, 0), (policy.Number("both_empty"), policy.Number("gt_empty_pred_nonempty")));
        Assert.Empty(NearestLesionDice.Of(empty, empty));
        Assert.Empty(NearestLesionDice.Of(empty, full));
        Assert.Equal([0], NearestLesionDice.Of(full, empty));
    }

    [Fact]
    public void Each_cell_agrees_with_a_search_over_all_voxels_on_random_masks() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var grid = MaskOf.Grid(7, 6, 4, MaskOf.Oblique);
                var (reference, predicted) = (
                    Some.Lesions(MaskOf.Blobs(grid, random, 0.04)), Some.Lesions(MaskOf.Blobs(grid, random, 0.2)));
                var mm = new SpacingMm(0.5, 0.9, 2);

                var dice = NearestLesionDice.Of(reference, predicted);

                // A voxel as near to two lesions may go to either; then this case shows nothing.
                var cells = Cells(reference.Labels, predicted.Labels, mm);
                if (cells is null)
                {
                    return;
                }

                foreach (var lesion in reference.Lesions)
                {
                    var mine = cells.Where(c => c.Lesion == lesion.Label).ToArray();
                    var shared = mine.Count(c => reference.Labels.Voxels[c.Voxel] > 0);
                    Assert.Equal(2.0 * shared / (lesion.Voxels + mine.Length), dice[lesion.Label - 1], 12);
                }
            },
            iter: 200);

    private static List<(int Voxel, int Lesion)>? Cells(Volume<int> reference, Volume<int> predicted, SpacingMm mm)
    {
        var cells = new List<(int, int)>();
        for (var i = 0; i < predicted.Voxels.Length; i++)
        {
            if (predicted.Voxels[i] == 0)
            {
                continue;
            }

            var p = predicted.Size.Position(i);
            var byLesion = Enumerable.Range(0, reference.Voxels.Length).Where(j => reference.Voxels[j] > 0)
                .Select(j => (Label: reference.Voxels[j], At: reference.Size.Position(j)))
                .Select(q => (q.Label,
                    Far: Math.Pow((p.X - q.At.X) * mm.X, 2) + Math.Pow((p.Y - q.At.Y) * mm.Y, 2) + Math.Pow((p.Z - q.At.Z) * mm.Z, 2)))
                .GroupBy(q => q.Label).Select(g => (Label: g.Key, Far: g.Min(q => q.Far))).OrderBy(g => g.Far).ToArray();
            if (byLesion.Length == 0 || (byLesion.Length > 1 && byLesion[1].Far - byLesion[0].Far < 1e-9))
            {
                return null;
            }

            cells.Add((i, byLesion[0].Label));
        }

        return cells;
    }
}
