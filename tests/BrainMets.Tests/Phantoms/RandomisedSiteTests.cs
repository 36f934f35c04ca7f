using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

public sealed class RandomisedSiteTests
{
    private static readonly PhantomIngredient[] Everything = Enum.GetValues<PhantomIngredient>();

    [Slow(8)]
    [Fact]
    public void A_record_makes_the_same_case_again()
    {
        using var folder = new TemporaryFolder();
        var index = Enumerable.Range(0, 20).MinBy(i => Voxels(PhantomDraw.Of(SitePresets.Randomised, i, 7)));
        var first = PhantomCohort.CreateOne(SitePresets.Randomised, index, 7);
        var file = Path.Combine(folder.Path, "draw.json");
        first.Draw!.Save(file);

        var again = PhantomCohort.Replay(PhantomDraw.Load(file));

        Assert.Equal(first.Id, again.Id);
        Assert.Equal(first.T1c.Geometry, again.T1c.Geometry);
        Assert.Equal(first.T1c.Voxels, again.T1c.Voxels);
        Assert.Equal(first.Reference.Voxels, again.Reference.Voxels);
        Assert.Equal(first.FaultyBrainMask!.Voxels, again.FaultyBrainMask!.Voxels);
        Assert.Equal(first.TrueLesions, again.TrueLesions);
    }

    [Fact]
    public void With_nothing_drawn_cases_are_those_of_the_two_sites()
    {
        var sites = Draws(40, Everything).ToList();

        Assert.All(sites, site => Assert.Contains(
            site with { Name = "" }, new[] { SitePresets.UcsfLike with { Name = "" }, SitePresets.BcmLike with { Name = "" } }));
        Assert.Equal(2, sites.Distinct().Count());
    }

    [Theory]
    [InlineData(nameof(PhantomIngredient.Contrast))]
    [InlineData(nameof(PhantomIngredient.Vessels))]
    [InlineData(nameof(PhantomIngredient.Lesions))]
    [InlineData(nameof(PhantomIngredient.Masks))]
    public void Leaving_one_ingredient_out_changes_no_other(string ingredient)
    {
        var left = Enum.Parse<PhantomIngredient>(ingredient);
        foreach (var (full, less) in Draws(20).Zip(Draws(20, left)))
        {
            Assert.NotEqual(full, less);
            Assert.Equal(left != PhantomIngredient.Contrast,
                full.Contrast == less.Contrast && full.Grid == less.Grid && full.Scanner == less.Scanner);
            Assert.Equal(left != PhantomIngredient.Vessels, full.Vessels == less.Vessels);
            Assert.Equal(left != PhantomIngredient.Lesions, full.Lesions == less.Lesions);
            Assert.Equal(left != PhantomIngredient.Masks, full.Mask == less.Mask);
        }
    }

    [Fact]
    public void Draws_reach_from_thin_to_thick_slices_and_from_black_to_bright_blood()
    {
        var sites = Draws(400).ToList();
        var slices = sites.Select(s => s.LayersPerSlice * s.Grid.Spacing.Z).ToList();

        Assert.InRange(slices.Min(), 0.7, 1);
        Assert.InRange(slices.Max(), 6, 7);
        Assert.All(sites, s => Assert.Equal(0, s.Grid.Size.Z % s.LayersPerSlice));
        Assert.All(sites, s => Assert.True(s.Grid.Spacing.Z <= 2.01));
        Assert.Contains(sites, s => s.Contrast.Artery < 0.3);
        Assert.Contains(sites, s => s.Contrast.Artery > 2.2);
        Assert.Contains(sites, s => s.Contrast.Fat < 0.5);
        Assert.Contains(sites, s => s.Mask is { Stripped: true });
        Assert.Contains(sites, s => s.Mask is { GrowthMm: < -1 });
        Assert.All(sites,
            s => Assert.True(s.Contrast.CerebrospinalFluid < s.Contrast.Grey
                && s.Contrast.Grey < s.Contrast.White && s.Contrast.White < s.Contrast.Enhancing));
    }

    [Fact]
    public void The_faint_variant_has_quieter_scans_finer_voxels_tighter_masks_and_fainter_lesions()
    {
        var (usual, faint) = (Draws(200).ToList(), Draws(200, faint: true).ToList());
        double Weak(IEnumerable<PhantomSite> sites)
        {
            var steps = sites.SelectMany((s, i) => LesionPlan.Draw(s.Lesions, new Random(i))).Select(p => p.Enhancement).ToList();
            return steps.Count(s => s < 0.3) / (double)steps.Count;
        }

        Assert.InRange(faint.Max(s => s.Scanner.Noise), 0.05, 0.06);
        Assert.InRange(faint.Min(s => s.Scanner.Noise), 0.005, 0.008);
        Assert.InRange(usual.Max(s => s.Scanner.Noise), 0.08, 0.09);
        Assert.InRange(faint.Count(s => s.Grid.Spacing.X < 0.72) / 200.0, 0.08, 0.22);
        Assert.DoesNotContain(usual, s => s.Grid.Spacing.X < 0.72);
        Assert.InRange(faint.Count(s => s.Mask!.GrowthMm <= 2.5) / 200.0, 0.78, 0.92); // randomised sites have a mask with faults
        Assert.InRange(Weak(faint), 0.03, 0.15);
        Assert.Equal(0, Weak(usual));
        Assert.Equal(usual.Select(s => s.Vessels), faint.Select(s => s.Vessels));
    }

    [Fact]
    public void Lesions_of_every_kind_and_at_the_surface_are_planned()
    {
        var plans = Enumerable.Range(0, 200).SelectMany(i => LesionPlan.Draw(Draws(1, seed: i).Single().Lesions, new Random(i))).ToList();

        Assert.Equal(Enum.GetValues<LesionKind>().Order(), plans.Select(p => p.Kind).Distinct().Order());
        Assert.Contains(plans, p => p.VolumeCc < 0.008);
        Assert.Contains(plans, p => p.VolumeCc > 30);
        Assert.InRange(plans.Count(p => p.AtSurface) / (double)plans.Count, 0.1, 0.4);
        Assert.Contains(plans, p => p.WallMm / p.RadiusMm < 0.15);
        Assert.Contains(plans, p => p.WallMm / p.RadiusMm > 0.5);
    }

    [Fact]
    public void The_template_is_used_in_its_share_of_the_cases()
    {
        var variation = new DomainRandomisation { TemplatePath = "brain.nii.gz", TemplateFraction = 0.35 };

        var used = Enumerable.Range(0, 400).Count(i => variation.Draw("randomised", i).TemplatePath is not null);

        Assert.InRange(used / 400.0, 0.28, 0.42);
    }

    [Slow(8)]
    [Fact]
    public void What_is_outside_the_given_mask_is_in_no_outline_and_not_in_a_stripped_scan()
    {
        var phantom = Enumerable.Range(0, 20).Select(i => (Index: i, Draw: PhantomDraw.Of(SitePresets.Randomised, i + 1, i)))
            .Where(d => d.Draw.Site.Mask is { Stripped: true }).OrderBy(d => Voxels(d.Draw)).Select(d => PhantomCohort.Replay(d.Draw))
            .First();

        for (var i = 0; i < phantom.T1c.Voxels.Length; i++)
        {
            if (phantom.FaultyBrainMask!.Voxels[i] == 0)
            {
                Assert.Equal(
                    (0, 0, 0), ((int)phantom.T1c.Voxels[i], (int)phantom.Reference.Voxels[i], (int)phantom.SecondReader.Voxels[i]));
            }
        }

        Assert.NotEqual(phantom.BrainMask.Voxels, phantom.FaultyBrainMask!.Voxels);
    }

    [Slow(2)]
    [Fact]
    public void Through_thick_slices_lesions_stay_where_they_were_placed()
    {
        var site = SiteCases.Coarse with
        {
            LayersPerSlice = 3,
            Grid = SiteCases.Coarse.Grid with { AxisCode = "LPS", Size = new(76, 92, 69), Spacing = new(2.4, 2.4, 2.2) }
        };

        var phantom = PhantomCohort.CreateOne(site, 0, 3);

        Assert.Equal(23, phantom.T1c.Size.Z);
        Assert.Equal(6.6, phantom.T1c.Geometry.Spacing.Z, 6);
        var (voxelToWorld, size) = (phantom.Reference.Geometry.VoxelToWorld, phantom.Reference.Size);
        var marked = Enumerable.Range(0, phantom.Reference.Voxels.Length).Where(i => phantom.Reference.Voxels[i] != 0).Select(size.Position)
            .Select(p => voxelToWorld.Apply(p.X, p.Y, p.Z)).ToList();
        Assert.NotEmpty(phantom.TrueLesions);
        Assert.All(phantom.TrueLesions, lesion => Assert.True(marked.Min(p => (p - lesion.CentreMm).Length) < 4.5));
        Assert.All(marked, p => Assert.True(phantom.TrueLesions.Min(l => (p - l.CentreMm).Length - Math.Cbrt(l.VolumeMm3)) < 8));
    }

    /// <summary>Whoever needs any one case takes the smallest.</summary>
    private static long Voxels(PhantomDraw draw) => draw.Site.Grid.Size.Count;

    private static IEnumerable<PhantomSite> Draws(int count, params PhantomIngredient[] without) => Draws(count, 0, without);

    private static IEnumerable<PhantomSite> Draws(int count, bool faint) =>
        Enumerable.Range(0, count).Select(i => new DomainRandomisation { Faint = faint }.Draw("randomised", i));

    private static IEnumerable<PhantomSite> Draws(int count, int seed, params PhantomIngredient[] without) =>
        Enumerable.Range(seed, count).Select(i => new DomainRandomisation { Without = without }.Draw("randomised", i));
}
