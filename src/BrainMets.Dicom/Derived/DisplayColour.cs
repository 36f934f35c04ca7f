namespace BrainMets.Dicom;

/// <summary>The colour of a lesion: always the same for the same label, clear on grey images, neighbours in number unlike each other.</summary>
internal static class DisplayColour
{
    private static readonly (byte Red, byte Green, byte Blue)[] Palette =
    [
        (255, 80, 80), (80, 220, 255), (255, 210, 60), (120, 255, 120), (255, 130, 230), (255, 150, 60),
        (120, 150, 255), (200, 255, 60), (230, 160, 255), (60, 230, 190), (255, 180, 170), (180, 200, 255),
    ];

    /// <summary>Red, green and blue, 0 to 255.</summary>
    public static double[] Rgb(int label)
    {
        var (red, green, blue) = Palette[(label - 1) % Palette.Length];
        return [red, green, blue];
    }

    /// <summary>CIELab under D50 as sixteen-bit PCS-Values (PS3.3, C.10.7.1.1): L* of 0 to 100 and a*, b* of -128 to 127 stretched over 0 to 65535.</summary>
    public static double[] CieLab(int label)
    {
        var linear = Rgb(label).Select(v => v / 255).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)).ToArray();

        // sRGB to XYZ adapted to D50 (ICC sRGB profile), relative to its white.
        double Row(double r, double g, double b, double white) => Curve(((r * linear[0]) + (g * linear[1]) + (b * linear[2])) / white);
        var x = Row(0.43607, 0.38515, 0.14307, 0.96422);
        var y = Row(0.22249, 0.71687, 0.06061, 1);
        var z = Row(0.01392, 0.09708, 0.71410, 0.82521);
        return
        [
            Math.Round(((116 * y) - 16) / 100 * 65535),
            Math.Round(((500 * (x - y)) + 128) / 255 * 65535),
            Math.Round(((200 * (y - z)) + 128) / 255 * 65535),
        ];
    }

    private static double Curve(double ratio) => ratio > 216.0 / 24389 ? Math.Cbrt(ratio) : ((24389.0 / 27 * ratio) + 16) / 116;
}
