using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>
/// One frame of a segment: where it lies and how its stored values become a part of 0 to 1. <see cref="PlaneToWorld"/> maps column, row and
/// (0) to RAS+ mm.
/// </summary>
internal sealed record SegmentFrame(int Number, Affine PlaneToWorld, PixelData Pixels, double Whole, bool IsLabelMap)
{
    /// <summary>Parts of 0 to 1, row after row.</summary>
    public float[] Parts()
    {
        var values = new float[Pixels.Rows * Pixels.Columns];
        Pixels.CopyFrame(Number, values);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = IsLabelMap ? (values[i] == (float)Whole ? 1 : 0) : Math.Min(1, (float)(values[i] / Whole));   // some write 255 for inside
        }

        return values;
    }
}
