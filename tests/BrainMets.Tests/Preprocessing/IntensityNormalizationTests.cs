using BrainMets.Preprocessing;

namespace BrainMets.Tests.Preprocessing;

public sealed class IntensityNormalizationTests
{
    private const int Csf = 1;
    private const int Grey = 2;
    private const int White = 3;

    private static readonly VolumeGeometry Grid = new(new Size3(60, 64, 44), Affine.FromSpacing(new SpacingMm(2, 2, 3)));
    private static readonly Volume<byte> Tissues = MakeTissues();
    private static readonly Volume<byte> Brain = Tissues.Map(t => (byte)(t > 0 ? 1 : 0));

    [Theory]
    [InlineData(1, -300)]
    [InlineData(0.01, 0)]
    [InlineData(37, 1000)]
    public void A_linear_change_of_intensities_changes_nothing(float slope, float intercept)
    {
        var image = Scan((40, 75, 100), noise: 4);

        var plain = IntensityNormalization.Normalize(image, Brain)!;
        var changed = IntensityNormalization.Normalize(image.Map(v => (slope * v) + intercept), Brain)!;

        Assert.InRange(LargestDifference(plain, changed), 0, 2e-3);
    }

    [Fact]
    public void One_percent_of_wild_voxels_moves_the_tissues_hardly()
    {
        var image = Scan((40, 75, 100), noise: 4);
        var wild = image.Map(v => v);
        var random = new Random(3);
        for (var i = 0; i < wild.Voxels.Length; i++)
        {
            wild.Voxels[i] = random.NextDouble() < 0.01 ? 50_000 * (random.NextSingle() - 0.2f) : wild.Voxels[i];
        }

        var (plain, disturbed) =
            (Levels(IntensityNormalization.Normalize(image, Brain)!), Levels(IntensityNormalization.Normalize(wild, Brain)!));

        Assert.Equal(plain.Csf, disturbed.Csf, 0.1);
        Assert.Equal(plain.Grey, disturbed.Grey, 0.1);
        Assert.Equal(plain.White, disturbed.White, 0.1);
    }

    [Fact]
    public void A_large_enhancing_lesion_moves_the_tissues_hardly()
    {
        var image = Scan((40, 75, 100), noise: 4);
        var withLesion = image.Map(v => v);
        var lesion = SomeGrids.Ball(Grid, new PointMm(80, 64, 66), 22);
        for (var i = 0; i < lesion.Voxels.Length; i++)
        {
            withLesion.Voxels[i] = lesion.Voxels[i] != 0 ? 260 : withLesion.Voxels[i];
        }

        var (plain, disturbed) =
            (Levels(IntensityNormalization.Normalize(image, Brain)!), Levels(IntensityNormalization.Normalize(withLesion, Brain)!));

        Assert.Equal(plain.White, disturbed.White, 0.2);
        Assert.Equal(plain.Csf, disturbed.Csf, 0.2);
    }

    [Fact]
    public void Scanners_of_different_contrast_get_comparable_levels()
    {
        var a = Levels(IntensityNormalization.Normalize(Scan((120, 280, 400), noise: 12), Brain)!);
        var b = Levels(IntensityNormalization.Normalize(Scan((900, 1500, 1800), noise: 90), Brain)!);

        Assert.Equal(a.Csf, b.Csf, 0.5);
        Assert.Equal(a.Grey, b.Grey, 0.5);
        Assert.Equal(a.White, b.White, 0.5);
    }

    [Fact]
    public void A_coil_field_is_evened_out()
    {
        var even = Scan((30, 60, 100), noise: 2);
        var shaded = even.Map(v => v);
        for (var i = 0; i < shaded.Voxels.Length; i++)
        {
            var (x, y, _) = Grid.Size.Position(i);
            shaded.Voxels[i] *= (float)Math.Exp((0.25 * ((x / 60.0) - 0.5)) + (0.2 * ((y / 64.0) - 0.5)));
        }

        double Spread(Volume<float> image)
        {
            var white = image.Voxels.Where((_, i) => Tissues.Voxels[i] == White).ToArray();
            return Quantiles.At(white, 0.95) - Quantiles.At(white, 0.05);
        }

        Assert.InRange(Spread(IntensityNormalization.Normalize(shaded, Brain)!), 0, 0.6 * Spread(WithoutFieldCorrection(shaded)));
    }

    [Fact]
    public void Outside_the_brain_there_is_one_value_below_every_tissue()
    {
        var normalized = IntensityNormalization.Normalize(Scan((40, 75, 100), noise: 4), Brain)!;

        for (var i = 0; i < normalized.Voxels.Length; i++)
        {
            if (Brain.Voxels[i] == 0)
            {
                Assert.Equal(IntensityNormalization.OutsideBrain, normalized.Voxels[i]);
            }
        }

        Assert.InRange(Levels(normalized).Csf, IntensityNormalization.OutsideBrain + 1, -1);
    }

    [Fact]
    public void A_brain_of_one_value_or_none_cannot_be_normalised()
    {
        Assert.Null(IntensityNormalization.Normalize(Brain.Map(b => (float)b), Brain));
        Assert.Null(IntensityNormalization.Normalize(Scan((40, 75, 100), noise: 4), Brain.Map(_ => (byte)0)));
    }

    private static Volume<float> Scan((double Csf, double Grey, double White) levels, double noise)
    {
        var random = new Random(17);
        return Tissues.Map(t =>
        {
            var level = t switch { Csf => levels.Csf, Grey => levels.Grey, White => levels.White, _ => 0 };
            return (float)Math.Max(0, level + (noise * 1.7 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)));
        });
    }

    /// <summary>A ball with a core of white matter, a cortex folded into it, ventricles and a rim of CSF.</summary>
    private static Volume<byte> MakeTissues()
    {
        var middle = SomeGrids.Middle(Grid);
        return SomeGrids.Sample(Grid, p =>
        {
            var r = (p - middle).Length + (3 * Math.Sin(p.X / 6) * Math.Sin(p.Y / 6));
            return r < 12 ? Csf : r < 42 ? White : r < 52 ? Grey : r < 56 ? Csf : 0;
        }).Map(v => (byte)v);
    }

    private static (double Csf, double Grey, double White) Levels(Volume<float> image)
    {
        double Median(int tissue) => Quantiles.At(image.Voxels.Where((_, i) => Tissues.Voxels[i] == tissue).ToArray(), 0.5);
        return (Median(Csf), Median(Grey), Median(White));
    }

    private static double LargestDifference(Volume<float> a, Volume<float> b) => a.Voxels.Zip(b.Voxels, (x, y) => Math.Abs(x - y)).Max();

    /// <summary>The same normalisation without the correction of the field, the slow obvious way.</summary>
    private static Volume<float> WithoutFieldCorrection(Volume<float> image)
    {
        var sorted = image.Voxels.Where((_, i) => Brain.Voxels[i] != 0).Order().ToArray();
        var scale = (sorted[(int)(0.9 * sorted.Length)] - sorted[(int)(0.05 * sorted.Length)]) / 2.9264f;
        return image.Map(v => (v - sorted[sorted.Length / 2]) / scale);
    }
}
