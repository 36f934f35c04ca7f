using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>
/// A part of one slice placed on a picture: which slice, which point of it is in the middle, at how many pixels a millimetre, and where on
/// the picture. Positions are display positions of <see cref="AxialView"/> (centres of voxels are whole numbers).
/// </summary>
public sealed record SlicePanel(AxialView View, int Slice, SKRect Target, double CentreColumn, double CentreRow, double PixelsPerMm)
{
    /// <summary>The whole slice, as large as fits the target at its true proportions.</summary>
    public static SlicePanel Whole(AxialView view, int slice, SKRect target)
    {
        var pixelsPerMm = Math.Min(target.Width / (view.Columns * view.ColumnMm), target.Height / (view.Rows * view.RowMm));
        return new SlicePanel(view, slice, target, (view.Columns - 1) / 2.0, (view.Rows - 1) / 2.0, pixelsPerMm);
    }

    /// <summary>Picture position of a display column; -0.5 is the left edge of the first voxel.</summary>
    public float X(double column) => (float)(Target.MidX + ((column - CentreColumn) * View.ColumnMm * PixelsPerMm));

    /// <summary>Picture position of a display row; -0.5 is the upper edge of the first voxel.</summary>
    public float Y(double row) => (float)(Target.MidY + ((row - CentreRow) * View.RowMm * PixelsPerMm));
}
