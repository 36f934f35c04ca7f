using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

[Slow(9)]
public sealed class PhantomCaseTests
{
    public static TheoryData<string> Names => SiteCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void All_volumes_share_one_grid(string site)
    {
        var phantom = SiteCases.Of(site);

        Assert.True(phantom.Reference.Geometry.SameGridAs(phantom.T1c.Geometry));
        Assert.True(phantom.SecondReader.Geometry.SameGridAs(phantom.T1c.Geometry));
        Assert.True(phantom.BrainMask.Geometry.SameGridAs(phantom.T1c.Geometry));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Intensities_are_whole_numbers_that_fit_a_short(string site) =>
        Assert.All(SiteCases.Of(site).T1c.Voxels.Distinct(), value =>
        {
            Assert.Equal(Math.Round(value), value);
            Assert.InRange(value, 0, short.MaxValue);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_true_lesion_is_one_component_of_the_reference(string site)
    {
        var phantom = SiteCases.Of(site);

        var (labels, count) = ConnectedComponents.Label(phantom.Reference, Connectivity.Corners26);

        Assert.NotEmpty(phantom.TrueLesions);
        Assert.Equal(phantom.TrueLesions.Count, count);
        var volumes = ConnectedComponents.Sizes(labels, count).Select(size => size * phantom.T1c.Geometry.VoxelVolumeMm3);
        Assert.Equal(volumes.Order().Select(v => Math.Round(v, 6)), phantom.TrueLesions.Select(l => Math.Round(l.VolumeMm3, 6)).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lesions_lie_in_the_brain_where_they_are_said_to_be(string site)
    {
        var phantom = SiteCases.Of(site);

        for (var i = 0; i < phantom.Reference.Voxels.Length; i++)
        {
            Assert.True(phantom.Reference.Voxels[i] <= phantom.BrainMask.Voxels[i]);
        }

        var toVoxel = phantom.T1c.Geometry.VoxelToWorld.Inverse();
        foreach (var lesion in phantom.TrueLesions)
        {
            var voxel = toVoxel.Apply(lesion.CentreMm);
            var radiusVoxels = (int)Math.Ceiling(Math.Cbrt(lesion.VolumeMm3) / phantom.T1c.Geometry.Spacing.Smallest);
            Assert.True(AnyNear(phantom.Reference, voxel, radiusVoxels), $"no lesion within {radiusVoxels} voxels of {lesion.CentreMm}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lesions_are_brighter_than_the_brain_around_them(string site)
    {
        var phantom = SiteCases.Of(site);
        var (labels, count) = ConnectedComponents.Label(phantom.Reference, Connectivity.Corners26);
        var brain = Median(phantom.T1c.Voxels.Where((_, i) => phantom.BrainMask.Voxels[i] != 0 && phantom.Reference.Voxels[i] == 0));

        for (var label = 1; label <= count; label++)
        {
            var inside = phantom.T1c.Voxels.Where((_, i) => labels.Voxels[i] == label).Order().ToList();

            // The upper quarter: a ring's or a cavity's middle is dark.
            Assert.True(inside[(int)(0.75 * (inside.Count - 1))] > 1.1 * brain, $"{site}, component {label}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_brain_has_the_size_of_an_adults_and_is_one_piece(string site)
    {
        var phantom = SiteCases.Of(site);

        var volumeMl = phantom.BrainMask.Voxels.Count(m => m != 0) * phantom.T1c.Geometry.VoxelVolumeMm3 / 1000;

        Assert.InRange(volumeMl, 1000, 1800);
        Assert.Equal(1, ConnectedComponents.Label(phantom.BrainMask, Connectivity.Faces6).Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_head_stands_in_air(string site)
    {
        var image = SiteCases.Of(site).T1c;
        var axis = Array.FindIndex(AnatomicalOrientation.ClosestWorldAxes(image.Geometry.VoxelToWorld), a => a.WorldAxis == 2);
        var up = AnatomicalOrientation.ClosestWorldAxes(image.Geometry.VoxelToWorld)[axis].Positive;
        var last = up ? new[] { image.Size.X, image.Size.Y, image.Size.Z }[axis] - 1 : 0;
        var brain = Median(image.Voxels.Where((_, i) => SiteCases.Of(site).BrainMask.Voxels[i] != 0));

        var top = image.Voxels.Where((_, i) =>
        {
            var (x, y, z) = image.Size.Position(i);
            return new[] { x, y, z }[axis] == last;
        });

        Assert.True(Median(top) < 0.2 * brain);
    }

    [Fact]
    public void The_smallest_lesion_still_has_a_voxel_on_a_coarse_grid()
    {
        var tiny = SiteCases.Coarse with
        {
            Lesions = SiteCases.Coarse.Lesions with { MedianVolumeCc = 0.01, VolumeQuartileRangeCc = 0, SmallestVolumeCc = 0.0099 },
        };

        var phantom = PhantomCohort.CreateOne(tiny, 0, 5);

        Assert.Equal(8, phantom.TrueLesions.Count);
        Assert.All(phantom.TrueLesions, lesion => Assert.InRange(lesion.VolumeMm3, 1, 2.5 * 10));
        Assert.Equal(8, ConnectedComponents.Label(phantom.Reference, Connectivity.Corners26).Count);
    }

    [Fact]
    public void A_patient_without_lesions_has_an_empty_reference()
    {
        var healthy = SiteCases.Coarse with { Lesions = SiteCases.Coarse.Lesions with { LesionFreeFraction = 1 } };

        var phantom = PhantomCohort.CreateOne(healthy, 0, 6);

        Assert.Empty(phantom.TrueLesions);
        Assert.DoesNotContain((byte)1, phantom.Reference.Voxels);
    }

    private static bool AnyNear(Volume<byte> mask, PointMm voxel, int radiusVoxels)
    {
        var (x, y, z) = ((int)Math.Round(voxel.X), (int)Math.Round(voxel.Y), (int)Math.Round(voxel.Z));
        var box = new Box3(x, y, z, new Size3(1, 1, 1)).Grow(radiusVoxels, mask.Size);
        return mask.Crop(box).Voxels.Contains((byte)1);
    }

    private static float Median(IEnumerable<float> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
