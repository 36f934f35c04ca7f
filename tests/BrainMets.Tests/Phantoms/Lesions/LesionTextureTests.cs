using System.Numerics;
using BrainMets.Phantoms;

namespace BrainMets.Tests.Phantoms;

/// <summary>Balls of 10 mm painted into white matter of 1 with an enhancement of 1 above it, on 1 mm voxels.</summary>
public class LesionTextureTests
{
    private const int Side = 31;
    private const float RadiusMm = 10;

    private static readonly HeadAnatomy Anatomy = new(Subject.Draw(new Random(3)), new Random(4));

    [Fact]
    public void A_lesion_without_texture_is_even()
    {
        var painted = Paint(plan => plan);
        Assert.All([At(painted, 0), At(painted, 5), At(painted, 8)], value => Assert.Equal(2, value, 0.3));
    }

    [Theory]
    [InlineData(0.5f, 0.3)]
    [InlineData(-0.25f, -0.15)]
    public void Its_shell_enhances_more_or_less_than_its_inside(float gain, double atLeast)
    {
        var (even, painted) = (Paint(plan => plan), Paint(plan => plan with { ShellGain = gain }));
        var (shell, inside) = (At(painted, 9) - At(even, 9), At(painted, 0) - At(even, 0));
        Assert.True(atLeast > 0 ? shell - inside > atLeast : shell - inside < atLeast, $"shell {shell:0.00}, inside {inside:0.00}");
    }

    [Fact]
    public void Patches_make_it_uneven_and_leave_its_outline()
    {
        var (even, painted) = (Paint(plan => plan), Paint(plan => plan with { Patches = 0.5f, PatchMm = 4 }));
        Assert.True(Spread(painted) > 2 * Spread(even), $"{Spread(even):0.000} and {Spread(painted):0.000}");
        Assert.Equal(1, painted.Voxels[0]);
    }

    [Fact]
    public void A_hazy_border_fades_over_its_width()
    {
        var painted = Paint(plan => plan with { FadeMm = 4 });
        Assert.Equal(2, At(painted, 5), 0.3);
        Assert.InRange(At(painted, 9) - 1, 0.35, 0.65); // half, 1 mm inside the boundary
        Assert.Equal(1, At(painted, 12), 0.01);
    }

    /// <summary>Mean over the six points at a distance from the middle along the axes.</summary>
    private static double At(Volume<float> painted, int mm)
    {
        const int Middle = Side / 2;
        return new[]
        {
            painted[Middle + mm, Middle, Middle], painted[Middle - mm, Middle, Middle], painted[Middle, Middle + mm, Middle],
            painted[Middle, Middle - mm, Middle], painted[Middle, Middle, Middle + mm], painted[Middle, Middle, Middle - mm],
        }.Average();
    }

    private static double Spread(Volume<float> painted)
    {
        var inside = painted.Voxels.Where((_, i) => Distance(painted.Size, i) < -2).Select(v => (double)v).ToList();
        return Math.Sqrt(inside.Average(v => v * v) - Math.Pow(inside.Average(), 2));
    }

    private static Volume<float> Paint(Func<LesionPlan, LesionPlan> vary)
    {
        var size = new Size3(Side, Side, Side);
        var signal = new Volume<float>(new VolumeGeometry(size, Affine.Identity));
        Array.Fill(signal.Voxels, 1);
        var plan = vary(new LesionPlan(4.0 / 3 * Math.PI * Math.Pow(RadiusMm / 10, 3), LesionKind.Solid, 1));
        float[] distances = [.. Enumerable.Range(0, (int)size.Count).Select(i => Distance(size, i))];
        var shape = new LesionShape(plan, new Vector3(Side / 2), new Box3(0, 0, 0, size))
        {
            Cover = [.. distances.Select(d => Math.Clamp(0.5f - d, 0, 1))],
            DistanceMm = distances,
        };
        new LesionPainter(Anatomy, new TissueContrast { Enhancing = 2 }, Affine.Identity).Paint(signal, shape);
        return signal;
    }

    private static float Distance(Size3 size, int index)
    {
        var (x, y, z) = size.Position(index);
        return Vector3.Distance(new Vector3(x, y, z), new Vector3(Side / 2)) - RadiusMm;
    }
}
