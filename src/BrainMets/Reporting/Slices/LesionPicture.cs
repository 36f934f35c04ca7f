using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Nifti;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Scan, reference and the outlines of one or several sources of one case, in memory.</summary>
internal sealed record PicturedCase(SlicePainter Painter, LesionSet Reference, IReadOnlyList<LesionSet> Sources)
{
    // Both come from sums over the same voxels; only the spelling in a file can differ.
    private const double VolumeTolerance = 1e-6;

    /// <param name="id">Of the case.</param>
    /// <param name="patient">Whose it is.</param>
    /// <param name="t1cPath">The scan.</param>
    /// <param name="maskPaths">The reference, then every source; null where one drew nothing.</param>
    /// <param name="connectivity">Which neighbours join voxels to lesions.</param>
    /// <exception cref="InvalidInputException">A file is missing or damaged, or lies on another grid than the scan.</exception>
    public static PicturedCase Read(
        string id, string patient, string t1cPath, IReadOnlyList<string?> maskPaths, Connectivity connectivity)
    {
        var t1c = NiftiFile.Read(t1cPath);
        LesionSet[] masks =
        [
            .. maskPaths.Select(path => path is null
                ? new LesionSet(id, patient, new Volume<int>(t1c.Geometry), [])
                : new SegmentationFile { Case = id, Patient = patient, Path = path }.ReadOn(t1c.Geometry).Lesions(connectivity)),
        ];
        return new PicturedCase(new SlicePainter(new AxialView(t1c.Geometry), t1c), masks[0], masks[1..]);
    }

    /// <summary>True when a lesion is on disk as it was evaluated.</summary>
    public static bool Has(LesionSet set, int label, double volumeMm3) =>
        label >= 1 && label <= set.Lesions.Count && Math.Abs(set.Lesions[label - 1].VolumeMm3 - volumeMm3) <= VolumeTolerance * volumeMm3;
}

/// <summary>
/// One lesion on the slice where it is largest: the whole slice with a frame that shows where, the part around it untouched, and the same
/// part once for each source with its outline and that of the reference. The untouched one is there because an outline hides what it
/// surrounds; one panel a source, because outlines along the same voxel edges would hide each other in one.
/// </summary>
internal static class LesionPicture
{
    private const int GapPixels = 10;
    private const int MostColumns = 5;
    private const float TitlePixels = 18;
    private const float NotePixels = 15;
    private const double MarginMm = 12;

    private static readonly Layout OfOne = new(400, 40, 410, 28, NamesAreBelow: true, ContourStyle.Prediction);

    private static readonly Layout OfSeveral =
        new(300, 42, 330, 26, NamesAreBelow: false, ContourStyle.Prediction with { Name = "whom the panel names" });

    /// <summary>The picture of a prediction as PNG.</summary>
    public static byte[] Paint(PicturedCase images, LesionPlace place, string title) =>
        Paint(images, place, title, OfOne, ["the same, outlined along voxel edges"]);

    /// <summary>The picture of several sources, by their names, as PNG.</summary>
    public static byte[] Paint(PicturedCase images, LesionPlace place, string title, IReadOnlyList<string> names) =>
        Paint(images, place, title, OfSeveral, names);

    private static byte[] Paint(
        PicturedCase images, LesionPlace place, string title, Layout layout, IReadOnlyList<string> names)
    {
        var panels = names.Count + 2;
        var columns = Math.Min(MostColumns, panels);
        var width = (columns * (layout.PanelPixels + GapPixels)) + GapPixels;
        var height = layout.HeaderPixels + ((panels + columns - 1) / columns * layout.RowPixels);
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        PaintHeader(surface.Canvas, title, width, layout);
        var fieldMm = place.Box.FieldMm(images.Painter.View, MarginMm);
        for (var i = 0; i < panels; i++)
        {
            var corner = new SKPoint(
                GapPixels + (i % columns * (layout.PanelPixels + GapPixels)), layout.HeaderPixels + (i / columns * layout.RowPixels));
            var panel = Panel(images.Painter.View, place, layout.Target(corner), i == 0 ? null : fieldMm);
            images.Painter.PaintImage(surface.Canvas, panel);
            if (i == 0)
            {
                PaintFrame(surface.Canvas, panel, place, fieldMm);
            }
            else if (i > 1)
            {
                var (reference, source) = (images.Reference.Labels, images.Sources[i - 2].Labels);
                images.Painter.PaintContour(surface.Canvas, panel, v => reference.Voxels[v] != 0, ContourStyle.Reference);
                images.Painter.PaintContour(surface.Canvas, panel, v => source.Voxels[v] != 0, layout.Source);
            }

            SlicePainter.PaintMarks(surface.Canvas, panel, i == 0 ? 50 : 10);
            var z = NumberText.SignedMm(place.Centre.Z);
            var name = i switch
            {
                0 => layout.NamesAreBelow ? $"whole slice, z = {z} mm; frame: part shown" : $"slice at z = {z} mm",
                1 => $"{fieldMm:0} mm around the lesion",
                _ => names[i - 2],
            };
            var isBold = i > 1 && !layout.NamesAreBelow;
            PictureText.Plain(
                surface.Canvas, PictureText.Fit(name, layout.PanelPixels, NotePixels, isBold), layout.Baseline(corner), NotePixels, isBold);
        }

        return PngFile.Encode(surface);
    }

    private static void PaintHeader(SKCanvas canvas, string title, int width, Layout layout)
    {
        var baseline = layout.NamesAreBelow ? 26 : 27;
        var fitted = PictureText.Fit(title, width - layout.LegendPixels - 30, TitlePixels, bold: true);
        PictureText.Plain(canvas, fitted, new SKPoint(GapPixels, baseline), TitlePixels, bold: true);
        PictureText.Legend(
            canvas, new SKPoint(width - layout.LegendPixels, baseline), NotePixels, ContourStyle.Reference, layout.Source);
    }

    /// <summary>The whole slice without a field, else the part around the lesion.</summary>
    private static SlicePanel Panel(AxialView view, LesionPlace place, SKRect target, double? fieldMm) => fieldMm is { } mm
        ? new SlicePanel(view, place.Slice, target, place.CentreColumn, place.CentreRow, target.Width / mm)
        : SlicePanel.Whole(view, place.Slice, target);

    private static void PaintFrame(SKCanvas canvas, SlicePanel whole, LesionPlace place, double fieldMm)
    {
        var half = (float)(fieldMm / 2 * whole.PixelsPerMm);
        var middle = new SKPoint(whole.X(place.CentreColumn), whole.Y(place.CentreRow));
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, Color = SKColors.White, StrokeWidth = 1.5f, IsAntialias = true };
        canvas.DrawRect(SKRect.Create(middle.X - half, middle.Y - half, 2 * half, 2 * half), paint);
    }

    /// <summary>One source has room for large panels with sentences below; several are named above smaller ones.</summary>
    private sealed record Layout(
        int PanelPixels, int HeaderPixels, int LegendPixels, int NamePixels, bool NamesAreBelow, ContourStyle Source)
    {
        public int RowPixels => PanelPixels + NamePixels + (NamesAreBelow ? 0 : GapPixels);

        public SKRect Target(SKPoint corner) =>
            SKRect.Create(corner.X, corner.Y + (NamesAreBelow ? 0 : NamePixels), PanelPixels, PanelPixels);

        public SKPoint Baseline(SKPoint corner) => new(corner.X, corner.Y + (NamesAreBelow ? PanelPixels : 0) + 19);
    }
}
