using BrainMets.Imaging;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>
/// A generous outline of where a brain can be, measured on the found core itself: an ellipse a slice, as wide as the core at its widest level and
/// tapering above and below, without the face. It only cuts what grew through the skull base into neck and orbits; thick slices leave no
/// dark bone there to stop it. Level 0 is the widest; the tables were drawn around adult brains with about 1 cm to spare.
/// </summary>
internal sealed class BrainShape
{
    private static readonly (double LevelMm, double Value)[] RadiusByLevel =
        [(-98, 0), (-90, 0.4), (-82, 0.75), (-72, 0.98), (-60, 1.1), (-45, 1.2), (0, 1.22), (30, 1.12), (50, 0.95), (62, 0.8), (75, 0.65), (95, 0.4)];

    private static readonly (double LevelMm, double Value)[] FrontByLevel =
        [(-80, 0.15), (-68, 0.15), (-60, 0.28), (-52, 0.55), (-44, 0.75), (-36, 0.9), (-24, 1.3)];

    private readonly double centreX;
    private readonly double centreY;
    private readonly double halfWidth;
    private readonly double halfLength;
    private readonly int widestSlice;
    private readonly double sliceMm;

    private BrainShape(int widestSlice, double sliceMm, (double Centre, double Half) x, (double Centre, double Half) y)
    {
        this.widestSlice = widestSlice;
        this.sliceMm = sliceMm;
        (centreX, halfWidth) = x;
        (centreY, halfLength) = y;
    }

    /// <summary>Measures the core, which may leak below but not in the upper 10 cm of the head.</summary>
    public static BrainShape Around(Volume<byte> core, HeadEstimate head)
    {
        var sliceMm = core.Geometry.Spacing.Z;
        var lowest = Math.Max(0, head.TopSlice - (int)(120 / sliceMm));
        var area = core.Size.X * core.Size.Y;
        var areas = Enumerable.Range(0, core.Size.Z).Select(z => (double)core.Voxels.AsSpan(z * area, area).Count((byte)1)).ToArray();
        var smooth = areas.Select((_, z) => areas[Math.Max(0, z - 2)..Math.Min(areas.Length, z + 3)].Average()).ToArray();
        var limit = 0.9 * smooth[lowest..].Max();
        var wide = Enumerable.Range(lowest, core.Size.Z - lowest).Where(z => smooth[z] >= limit).ToArray();
        var widest = wide[wide.Length / 2];
        var slab = new Box3(0, 0, Math.Max(0, widest - 3), new Size3(core.Size.X, core.Size.Y, 1));
        slab = slab with { Size = slab.Size with { Z = Math.Min(core.Size.Z, widest + 4) - slab.Z } };
        return new BrainShape(widest, sliceMm, Extent(core, slab, p => p.X), Extent(core, slab, p => p.Y));
    }

    public bool Contains(int x, int y, int z)
    {
        var levelMm = (z - widestSlice) * sliceMm;
        var (u, v) = ((x - centreX) / halfWidth, (y - centreY) / halfLength);
        return v <= Interpolate(FrontByLevel, levelMm) && Math.Sqrt((u * u) + (v * v)) <= Interpolate(RadiusByLevel, levelMm);
    }

    /// <summary>Middle and half length of the core's projection on one axis, the outermost half percent left out on either side.</summary>
    private static (double Centre, double Half) Extent(Volume<byte> core, Box3 slab, Func<(int X, int Y, int Z), int> axis)
    {
        var positions = Enumerable.Range(core.Size.Index(0, 0, slab.Z), slab.Size.X * slab.Size.Y * slab.Size.Z)
            .Where(i => core.Voxels[i] != 0).Select(i => axis(core.Size.Position(i))).Order().ToArray();
        var (low, high) = (positions[positions.Length / 200], positions[^((positions.Length / 200) + 1)]);
        return (0.5 * (low + high), (0.5 * (high - low)) + 1);
    }

    private static double Interpolate((double LevelMm, double Value)[] table, double levelMm)
    {
        if (levelMm <= table[0].LevelMm)
        {
            return table[0].Value;
        }

        for (var i = 1; i < table.Length; i++)
        {
            if (levelMm <= table[i].LevelMm)
            {
                var (low, high) = (table[i - 1], table[i]);
                return low.Value + ((levelMm - low.LevelMm) / (high.LevelMm - low.LevelMm) * (high.Value - low.Value));
            }
        }

        return table[^1].Value;
    }
}
