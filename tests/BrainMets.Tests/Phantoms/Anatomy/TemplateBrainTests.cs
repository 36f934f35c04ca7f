using BrainMets.Nifti;
using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

[Slow(2)]
public sealed class TemplateBrainTests
{
    [Slow(2)]
    [Fact]
    public void A_template_stands_in_for_the_drawn_brain_and_keeps_what_it_shows()
    {
        using var folder = new TemporaryFolder();
        var template = Template(brighterOnTheRight: 1.3f);
        NiftiFile.Write(template, folder.File("template.nii.gz"));
        var site = SiteCases.Coarse with { Lesions = SiteCases.Coarse.Lesions with { LesionFreeFraction = 1 } };

        var (drawn, real) = (PhantomCohort.CreateOne(site, 0, 3),
            PhantomCohort.CreateOne(site with { TemplatePath = folder.File("template.nii.gz") }, 0, 3));

        // The phantom's own brain is as bright left as right, the template's is not; the grid is oblique and flipped, so the side is that
        // of the world.
        Assert.InRange(RightOverLeft(drawn), 0.9, 1.1);
        Assert.InRange(RightOverLeft(real), 1.15, 1.45);
        Assert.NotEqual(drawn.BrainMask.Voxels, real.BrainMask.Voxels);
    }

    [Fact]
    public void A_template_with_its_skull_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        NiftiFile.Write(Template(1).Map(v => v + 1), folder.File("whole.nii.gz"));

        var error = Assert.Throws<InvalidInputException>(
            () => PhantomCohort.CreateOne(SiteCases.Coarse with { TemplatePath = folder.File("whole.nii.gz") }, 0, 3));

        Assert.Contains("0 % of the template's voxels are 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Name the stripped version", error.Message, StringComparison.Ordinal);
    }

    private static double RightOverLeft(PhantomCase phantom)
    {
        var (right, left) = (new List<float>(), new List<float>());
        var middle = Middle(phantom);
        for (var i = 0; i < phantom.T1c.Voxels.Length; i++)
        {
            if (phantom.BrainMask.Voxels[i] != 0)
            {
                var (x, y, z) = phantom.T1c.Size.Position(i);
                var offset = phantom.T1c.Geometry.VoxelToWorld.Apply(x, y, z).X - middle;
                (offset > 15 ? right : offset < -15 ? left : null)?.Add(phantom.T1c.Voxels[i]);
            }
        }

        return right.Average() / left.Average();
    }

    private static double Middle(PhantomCase phantom) =>
        Enumerable.Range(0, phantom.BrainMask.Voxels.Length).Where(i => phantom.BrainMask.Voxels[i] != 0)
        .Select(phantom.T1c.Size.Position).Average(p => phantom.T1c.Geometry.VoxelToWorld.Apply(p.X, p.Y, p.Z).X);

    /// <summary>
    /// An ellipsoid of a brain's size in MNI space, 3 mm voxels: fluid outside, grey, white in the depth; the right half brighter.
    /// </summary>
    private static Volume<float> Template(float brighterOnTheRight)
    {
        var image = new Volume<float>(
            new VolumeGeometry(new Size3(66, 78, 63), Affine.FromSpacing(new SpacingMm(3, 3, 3), new PointMm(-98, -134, -72))));
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = image.Size.Position(i);
            var p = image.Geometry.VoxelToWorld.Apply(x, y, z);
            var level = Math.Sqrt(Math.Pow(p.X / 70, 2) + Math.Pow((p.Y + 17) / 88, 2) + Math.Pow((p.Z - 12) / 72, 2));
            var tissue = level > 1 ? 0 : level > 0.97 ? 60 : level > 0.8 ? 140 : 180;
            image.Voxels[i] = tissue * (p.X > 0 && level < 0.97 ? brighterOnTheRight : 1);
        }

        return image;
    }
}
