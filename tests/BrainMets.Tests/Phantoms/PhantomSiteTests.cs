using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

[Slow(15)]
public sealed class PhantomSiteTests
{
    public static TheoryData<string> Names => SiteCases.Names;

    [Fact]
    public void An_unknown_site_names_those_there_are()
    {
        var error = Assert.Throws<ArgumentException>(() => PhantomSite.Named("mayo-like"));

        Assert.Contains("\"mayo-like\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("ucsf-like, bcm-like, gk-like", error.Message, StringComparison.Ordinal);
    }

    [Slow(3)]
    [Theory]
    [InlineData("ucsf-like", "LAS", 0.94, 0.94, 1.5)]
    [InlineData("bcm-like", "PSR", 1, 1, 1)]
    [InlineData("gk-like", "LPS", 0.98, 0.98, 1.6)]
    public void A_scan_has_its_sites_axes_and_spacing(string site, string axes, double x, double y, double z)
    {
        var geometry = SiteCases.Of(site).T1c.Geometry;

        Assert.Equal(axes, AnatomicalOrientation.Code(geometry.VoxelToWorld));
        Assert.Equal(x, geometry.Spacing.X, 6);
        Assert.Equal(y, geometry.Spacing.Y, 6);
        Assert.Equal(z, geometry.Spacing.Z, 6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scans_affine_is_oblique_but_not_sheared(string site)
    {
        var geometry = SiteCases.Of(site).T1c.Geometry;
        var (x, y, z) = (geometry.VoxelToWorld.ColumnX, geometry.VoxelToWorld.ColumnY, geometry.VoxelToWorld.ColumnZ);

        Assert.Equal(0, x.Dot(y), 9);
        Assert.Equal(0, x.Dot(z), 9);
        Assert.Equal(0, y.Dot(z), 9);
        var largest = new[] { x.X, x.Y, x.Z }.Max(Math.Abs);
        Assert.True(largest < 0.99999 * x.Length, $"the first voxel axis lies along a world axis: {x}");
    }

    [Fact]
    public void A_letter_that_is_no_direction_is_refused()
    {
        var site = SiteCases.Coarse with { Grid = SiteCases.Coarse.Grid with { AxisCode = "XYZ" } };

        var error = Assert.Throws<ArgumentException>(() => PhantomCohort.CreateOne(site, 0, 1));

        Assert.Contains("'X'", error.Message, StringComparison.Ordinal);
    }
}
