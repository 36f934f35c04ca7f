using BrainMets.Evaluation;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class AssignmentTests
{
    [Fact]
    public void As_many_rows_as_possible_are_assigned_at_the_lowest_cost() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var costs = RandomCosts(new Random(seed));

                var (pairs, cost) = Score(costs, HungarianAssignment.LowestCost(costs));

                var best = Exhaustive(costs, 0, []);
                Assert.Equal(best.Pairs, pairs);
                Assert.Equal(best.Cost, cost, 9);
            },
            iter: 2000);

    [Fact]
    public void Nothing_is_assigned_where_everything_is_forbidden()
    {
        const double no = double.PositiveInfinity;
        double[,] costs = { { no, no }, { no, no } };

        Assert.Equal([null, null], HungarianAssignment.LowestCost(costs));
        Assert.Empty(HungarianAssignment.LowestCost(new double[0, 3]));
        Assert.Equal([null, null], HungarianAssignment.LowestCost(new double[2, 0]));
    }

    [Fact]
    public void A_cost_that_is_no_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => HungarianAssignment.LowestCost(new[,] { { 1, double.NaN } }));

    private static double[,] RandomCosts(Random random)
    {
        var costs = new double[random.Next(1, 6), random.Next(1, 6)];
        for (var r = 0; r < costs.GetLength(0); r++)
        {
            for (var c = 0; c < costs.GetLength(1); c++)
            {
                // Few distinct values, so that ties are common; negative ones too.
                costs[r, c] = random.Next(3) switch { 0 => double.PositiveInfinity, 1 => random.Next(-3, 4), _ => random.NextDouble() };
            }
        }

        return costs;
    }

    private static (int Pairs, double Cost) Score(double[,] costs, int?[] columns)
    {
        Assert.Equal(columns.Count(c => c is not null), columns.Where(c => c is not null).Distinct().Count());
        return (columns.Count(c => c is not null), columns.Select((c, r) => c is { } column ? costs[r, column] : 0).Sum());
    }

    private static (int Pairs, double Cost) Exhaustive(double[,] costs, int row, List<int> used)
    {
        if (row == costs.GetLength(0))
        {
            return (0, 0);
        }

        var best = Exhaustive(costs, row + 1, used);
        for (var c = 0; c < costs.GetLength(1); c++)
        {
            if (used.Contains(c) || double.IsInfinity(costs[row, c]))
            {
                continue;
            }

            var rest = Exhaustive(costs, row + 1, [.. used, c]);
            var candidate = (Pairs: rest.Pairs + 1, Cost: rest.Cost + costs[row, c]);
            best = candidate.Pairs > best.Pairs || (candidate.Pairs == best.Pairs && candidate.Cost < best.Cost) ? candidate : best;
        }

        return best;
    }
}
