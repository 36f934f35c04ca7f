using System.Globalization;
using BrainMets.Imaging;
using BrainMets.Phantoms.Anatomy;
using BrainMets.Phantoms.Shapes;
using BrainMets.Phantoms.Tissues;
using BrainMets.Phantoms.Tumours;
using BrainMets.Phantoms.Vessels;

namespace BrainMets.Phantoms;

/// <summary>
/// Makes one case of a site from one seed: subject, head, vessels, lesions, scan, second reader, each with its own random stream.
/// </summary>
internal sealed class PhantomCaseBuilder(PhantomSite site, int caseSeed)
{
    private enum Stream
    {
        Subject,
        Anatomy,
        Grid,
        Vessels,
        Plans,
        Places,
        Scanner,
        Reader,
    }

    public PhantomCase Build(int number)
    {
        var anatomy = new HeadAnatomy(Subject.Draw(Of(Stream.Subject)), Of(Stream.Anatomy));
        var (geometry, voxelToHead) = site.Grid.Place(Of(Stream.Grid));
        var (signal, brainMask) = new HeadPainter(anatomy, site.Contrast).Paint(geometry, voxelToHead);
        var placement = new LesionPlacement(anatomy, geometry, voxelToHead);
        var shapes = placement.Place(LesionPlan.Draw(site.Lesions, Of(Stream.Plans)), Of(Stream.Places));
        var tubes = VesselTree.Grow(anatomy, Of(Stream.Vessels));
        PaintContents(signal, (anatomy, voxelToHead), tubes, shapes);
        var secondReader = new SecondReader(site.Reader, anatomy.Noise, voxelToHead);
        var (reading, seen) = secondReader.Read(brainMask, shapes, tubes, Of(Stream.Reader));
        return new PhantomCase
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{site.Name}-{number:0000}"),
            Site = site.Name,
            T1c = site.Scanner.Scan(signal, Of(Stream.Scanner)),
            Reference = Reference(geometry, shapes),
            SecondReader = reading,
            BrainMask = brainMask,
            TrueLesions = [.. shapes.Select((shape, i) => Describe(shape, geometry, voxelToHead, seen[i]))],
        };
    }

    private Random Of(Stream stream) => new(SeedStream.Derive(caseSeed, (int)stream));

    private void PaintContents(
        Volume<float> signal, (HeadAnatomy Anatomy, Affine VoxelToHead) head, IReadOnlyList<Tube> tubes, IReadOnlyList<LesionShape> shapes)
    {
        var painter = new LesionPainter(head.Anatomy, site.Contrast, head.VoxelToHead);
        var random = Of(Stream.Places);
        foreach (var shape in shapes)
        {
            painter.PaintOedema(signal, shape, random);
        }

        new TubePainter(site.Contrast, head.VoxelToHead).Paint(signal, tubes);
        foreach (var shape in shapes)
        {
            painter.Paint(signal, shape);
        }
    }

    private static Volume<byte> Reference(VolumeGeometry geometry, IReadOnlyList<LesionShape> shapes)
    {
        var reference = new Volume<byte>(geometry);
        foreach (var shape in shapes)
        {
            foreach (var (grid, inBox) in shape.Voxels(geometry.Size))
            {
                if (shape.IsMask(inBox))
                {
                    reference.Voxels[grid] = 1;
                }
            }
        }

        return reference;
    }

    private static PhantomLesion Describe(LesionShape shape, VolumeGeometry geometry, Affine voxelToHead, bool seen)
    {
        var head = new PointMm(shape.CentreHeadMm.X, shape.CentreHeadMm.Y, shape.CentreHeadMm.Z);
        var centre = geometry.VoxelToWorld.Apply(voxelToHead.Inverse().Apply(head));
        return new PhantomLesion(centre, shape.MaskVoxels * geometry.VoxelVolumeMm3, shape.Plan.Kind, shape.Plan.Enhancement, seen);
    }
}
