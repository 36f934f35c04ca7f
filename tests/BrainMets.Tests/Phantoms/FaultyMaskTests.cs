using BrainMets.Phantoms;

namespace BrainMets.Tests.Phantoms;

public sealed class FaultyMaskTests
{
    private static readonly NoiseField Noise = NoiseField.Create(new Random(2));

    [Fact]
    public void Without_faults_it_is_the_true_mask() => Assert.Equal(Ball(14).Voxels, Make(new MaskErrorModel()).Voxels);

    [Theory]
    [InlineData(4.0)]
    [InlineData(-4.0)]
    public void Growth_moves_the_boundary_by_so_many_mm(double growthMm)
    {
        var mask = Make(new MaskErrorModel { GrowthMm = growthMm });

        var radiusMm = Math.Cbrt(mask.Voxels.Count(v => v != 0) * mask.Geometry.VoxelVolumeMm3 * 0.75 / Math.PI);
        Assert.InRange(radiusMm, 14 + growthMm - 1, 14 + growthMm + 1);
    }

    [Fact]
    public void Bites_take_away_and_spills_add_only()
    {
        var (brain, bitten, spilt) = (Ball(14), Make(new MaskErrorModel { Bites = 2 }), Make(new MaskErrorModel { Spills = 2 }));

        Assert.Contains(Enumerable.Range(0, brain.Voxels.Length), i => bitten.Voxels[i] < brain.Voxels[i]);
        Assert.DoesNotContain(Enumerable.Range(0, brain.Voxels.Length), i => bitten.Voxels[i] > brain.Voxels[i]);
        Assert.Contains(Enumerable.Range(0, brain.Voxels.Length), i => spilt.Voxels[i] > brain.Voxels[i]);
        Assert.DoesNotContain(Enumerable.Range(0, brain.Voxels.Length), i => spilt.Voxels[i] < brain.Voxels[i]);
    }

    private static Volume<byte> Make(MaskErrorModel faults) => MaskCorruption.Make(Ball(14), faults, Noise, new Random(5));

    private static Volume<byte> Ball(double radiusMm)
    {
        var geometry = new VolumeGeometry(new Size3(60, 60, 40), Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var ball = new Volume<byte>(geometry);
        for (var i = 0; i < ball.Voxels.Length; i++)
        {
            var (x, y, z) = geometry.Size.Position(i);
            ball.Voxels[i] = (byte)(Math.Sqrt(Math.Pow(x - 30, 2) + Math.Pow(y - 30, 2) + Math.Pow(1.5 * (z - 20), 2)) < radiusMm ? 1 : 0);
        }

        return ball;
    }
}
