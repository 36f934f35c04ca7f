using BrainMets.Imaging;

namespace BrainMets.Reporting;

/// <summary>A box of voxels in display positions: first column, row and slice, and the ones after the last.</summary>
public readonly record struct DisplayBox(int Column, int Row, int Slice, int EndColumn, int EndRow, int EndSlice)
{
    /// <summary>The box of the source grid as <paramref name="view"/> shows it.</summary>
    public static DisplayBox Of(AxialView view, Box3 box)
    {
        var (a, b) = (view.OfSource(box.X, box.Y, box.Z), view.OfSource(box.EndX - 1, box.EndY - 1, box.EndZ - 1));
        return new DisplayBox(
            Math.Min(a.Column, b.Column), Math.Min(a.Row, b.Row), Math.Min(a.Slice, b.Slice),
            Math.Max(a.Column, b.Column) + 1, Math.Max(a.Row, b.Row) + 1, Math.Max(a.Slice, b.Slice) + 1);
    }

    /// <summary>
    /// On one slice, the last of the uppermost voxels that satisfy <paramref name="inside"/>: where a number does not hide the lesion. Null
    /// when there are none.
    /// </summary>
    public (int Column, int Row)? UpperRight(AxialView view, int slice, Func<int, bool> inside)
    {
        for (var row = Row; row < EndRow; row++)
        {
            for (var column = EndColumn - 1; column >= Column; column--)
            {
                if (inside(view.Index(column, row, slice)))
                {
                    return (column, row);
                }
            }
        }

        return null;
    }

    /// <summary>How many voxels of a slice inside the box satisfy <paramref name="inside"/>, which is given their array index.</summary>
    public int CountOn(AxialView view, int slice, Func<int, bool> inside)
    {
        var count = 0;
        for (var row = Row; slice >= Slice && slice < EndSlice && row < EndRow; row++)
        {
            for (var column = Column; column < EndColumn; column++)
            {
                count += inside(view.Index(column, row, slice)) ? 1 : 0;
            }
        }

        return count;
    }
}
