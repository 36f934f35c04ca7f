namespace BrainMets.Evaluation;

/// <summary>
/// The assignment problem: give each row a column of its own at the lowest summed cost. Shortest augmenting paths with potentials (Kuhn
/// 1955, Munkres 1957, in the cubic form of Jonker and Volgenant 1987).
/// </summary>
internal sealed class HungarianAssignment
{
    private readonly double[,] _costs;
    private readonly double[] _rowPotentials;
    private readonly double[] _columnPotentials;
    private readonly int?[] _rowOfColumn;

    // The search of one augmenting path: shortest way to each column, the column before it, and whether it is final.
    private readonly double[] _distances;
    private readonly int?[] _cameFrom;
    private readonly bool[] _final;

    private HungarianAssignment(double[,] costs)
    {
        _costs = costs;
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        _rowPotentials = new double[rows];
        _columnPotentials = new double[columns];
        _rowOfColumn = new int?[columns];
        _distances = new double[columns];
        _cameFrom = new int?[columns];
        _final = new bool[columns];
    }

    /// <summary>
    /// The column of each row; null for a row that gets none, as when there are fewer columns than rows. As many rows as possible
    /// are assigned, at the lowest sum of their costs; infinity forbids a pair. Of equal solutions the same one is always returned.
    /// </summary>
    /// <exception cref="ArgumentException">A cost is NaN or negative infinity.</exception>
    public static int?[] LowestCost(double[,] costs)
    {
        var columns = costs.GetLength(1);
        var solved = new HungarianAssignment(WithWayOut(costs));
        for (var row = 0; row < costs.GetLength(0); row++)
        {
            solved.AddRow(row);
        }

        var columnOfRow = new int?[costs.GetLength(0)];
        for (var column = 0; column < columns; column++)
        {
            if (solved._rowOfColumn[column] is { } row)
            {
                columnOfRow[row] = column;
            }
        }

        return columnOfRow;
    }

    /// <summary>Gives every row a further column of its own that means "none", at a price that no saving elsewhere outweighs.</summary>
    private static double[,] WithWayOut(double[,] costs)
    {
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        var largest = 0.0;
        foreach (var cost in costs)
        {
            if (double.IsNaN(cost) || double.IsNegativeInfinity(cost))
            {
                throw new ArgumentException(
                    $"A cost is {cost}; costs are finite, or positive infinity for a forbidden pair.", nameof(costs));
            }

            largest = double.IsFinite(cost) ? Math.Max(largest, Math.Abs(cost)) : largest;
        }

        var price = 2 * (largest + 1) * (Math.Min(rows, columns) + 1);
        var padded = new double[rows, columns + rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns + rows; column++)
            {
                padded[row, column] = column < columns ? costs[row, column] : column - columns == row ? price : double.PositiveInfinity;
            }
        }

        return padded;
    }

    /// <summary>Assigns one more row along the cheapest alternating path from it to a free column.</summary>
    private void AddRow(int newRow)
    {
        Array.Fill(_distances, double.PositiveInfinity);
        Array.Clear(_cameFrom);
        Array.Clear(_final);
        var (row, distance) = (newRow, 0.0);
        int? current = null;
        while (true)
        {
            Relax(row, distance, current);
            var nearest = NearestColumn();
            (distance, current) = (_distances[nearest], nearest);
            if (_rowOfColumn[nearest] is not { } next)
            {
                break;
            }

            _final[nearest] = true;
            row = next;
        }

        UpdatePotentials(newRow, distance);
        while (current is { } to)
        {
            _rowOfColumn[to] = _cameFrom[to] is { } from ? _rowOfColumn[from] : newRow;
            current = _cameFrom[to];
        }
    }

    /// <summary>
    /// Shortens the ways to all columns by going over <paramref name="row"/>, which was reached by <paramref name="column"/>.
    /// </summary>
    private void Relax(int row, double distance, int? column)
    {
        for (var c = 0; c < _distances.Length; c++)
        {
            var way = distance + _costs[row, c] - _rowPotentials[row] - _columnPotentials[c];
            if (!_final[c] && way < _distances[c])
            {
                (_distances[c], _cameFrom[c]) = (way, column);
            }
        }
    }

    private int NearestColumn()
    {
        var nearest = -1;
        for (var c = 0; c < _distances.Length; c++)
        {
            if (!_final[c] && (nearest < 0 || _distances[c] < _distances[nearest]))
            {
                nearest = c;
            }
        }

        return nearest;
    }

    private void UpdatePotentials(int newRow, double distance)
    {
        _rowPotentials[newRow] += distance;
        for (var c = 0; c < _final.Length; c++)
        {
            if (_final[c] && _rowOfColumn[c] is { } row)
            {
                _columnPotentials[c] -= distance - _distances[c];
                _rowPotentials[row] += distance - _distances[c];
            }
        }
    }
}
