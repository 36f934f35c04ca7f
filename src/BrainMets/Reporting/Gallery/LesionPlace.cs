using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Reporting;

/// <summary>
/// Where a lesion is shown: its box, the slice on which it is largest, the middle of it on that slice, and that point in RAS mm.
/// </summary>
public sealed record LesionPlace(DisplayBox Box, int Slice, double CentreColumn, double CentreRow, PointMm Centre)
{
    public static LesionPlace Of(AxialView view, LesionSet lesions, int label)
    {
        var box = DisplayBox.Of(view, lesions.Lesions[label - 1].Box);
        bool Inside(int i) => lesions.Labels.Voxels[i] == label;

        var slice = Enumerable.Range(box.Slice, box.EndSlice - box.Slice).MaxBy(s => box.CountOn(view, s, Inside));
        var (column, row) = ((box.Column + box.EndColumn - 1) / 2.0, (box.Row + box.EndRow - 1) / 2.0);
        return new LesionPlace(box, slice, column, row, view.World(column, row, slice));
    }
}
