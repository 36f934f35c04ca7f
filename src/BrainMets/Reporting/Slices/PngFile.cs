using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Pictures as PNG bytes and files.</summary>
public static class PngFile
{
    public static byte[] Encode(SKSurface surface)
    {
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Writes to a temporary name first, so that a kill leaves no half file.</summary>
    public static void Write(SKSurface surface, string path)
    {
        var partial = path + ".partial";
        File.WriteAllBytes(partial, Encode(surface));
        File.Move(partial, path, overwrite: true);
    }
}
