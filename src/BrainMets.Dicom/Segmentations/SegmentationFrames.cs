using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>
/// The frames of a segmentation being made, in the order of segments and then slices, and their pixels: one bit each, lowest first and without padding
/// between frames, or one byte.
/// </summary>
internal sealed class SegmentationFrames(Size3 size, int bitsAPixel)
{
    private readonly int pixelsAFrame = size.X * size.Y;
    private readonly List<(int Segment, int Z)> frames = [];
    private byte[] pixels = [];

    public Size3 Size => size;

    public int BitsAPixel => bitsAPixel;

    public IReadOnlyList<(int Segment, int Z)> Frames => frames;

    /// <summary>Of even length, as DICOM wants it.</summary>
    public byte[] Pixels => pixels[..Even(Bytes(frames.Count))];

    /// <summary>Adds a frame for every slice of the box that has a value other than zero in it.</summary>
    public void AddNonEmpty<T>(int segment, Volume<T> volume, Box3 box, Func<T, byte> value)
        where T : unmanaged
    {
        var slice = new byte[pixelsAFrame];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    slice[x + (y * size.X)] = value(volume[x, y, z]);
                }
            }

            if (slice.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
            {
                Put(slice);
                frames.Add((segment, z));
            }
        }
    }

    /// <summary>Adds a frame of zeros on the first slice.</summary>
    public void AddEmpty(int segment)
    {
        Put(new byte[pixelsAFrame]);
        frames.Add((segment, 0));
    }

    private void Put(ReadOnlySpan<byte> slice)
    {
        var needed = Even(Bytes(frames.Count + 1));
        if (pixels.Length < needed)
        {
            Array.Resize(ref pixels, Math.Max(needed, 2 * pixels.Length));
        }

        if (bitsAPixel == 8)
        {
            slice.CopyTo(pixels.AsSpan(frames.Count * pixelsAFrame));
            return;
        }

        var first = (long)frames.Count * pixelsAFrame;
        for (var i = 0; i < slice.Length; i++)
        {
            pixels[(first + i) >> 3] |= (byte)(slice[i] << (int)((first + i) & 7));
        }
    }

    private int Bytes(int frameCount) => checked((int)((((long)frameCount * pixelsAFrame * bitsAPixel) + 7) / 8));

    private static int Even(int bytes) => bytes + (bytes & 1);
}
