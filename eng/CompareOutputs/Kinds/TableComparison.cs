using System.Text;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>CSV cell by cell, without columns of seconds. What is left must be equal to the byte.</summary>
internal static class TableComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, string old, string now)
    {
        var (a, b) = (old.Split('\n'), now.Split('\n'));
        var found = new List<Difference>();
        if (a.Length != b.Length)
        {
            found.Add(Difference.Hard("rows", $"{a.Length}", $"{b.Length}"));
        }

        var headers = Cells(a[0]);
        foreach (var (pair, row) in a.Zip(b).Select((pair, i) => (pair, i + 1)).Where(line => line.pair.First != line.pair.Second))
        {
            var (first, second) = (Cells(pair.First), Cells(pair.Second));
            if (first.Count != second.Count)
            {
                found.Add(Difference.Hard($"row {row}", pair.First, pair.Second));
                continue;
            }

            for (var column = 0; column < first.Count; column++)
            {
                var header = column < headers.Count ? headers[column] : $"column {column + 1}";
                var (x, y) = sides.Masked(first[column], second[column]);
                if (x != y && !(row > 1 && Masks.IsMaskedColumn(header) && IsTime(x) && IsTime(y)))
                {
                    found.Add(Difference.Hard($"row {row}, {header}", x, y));
                }
            }
        }

        return found;
    }

    private static bool IsTime(string cell) => double.TryParse(cell, out _);

    /// <summary>Quotes stay part of a cell: how a table quotes is part of it.</summary>
    private static List<string> Cells(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in line)
        {
            isQuoted ^= c == '"';
            if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
