using System.Globalization;

namespace BrainMets.Phantoms;

/// <summary>A synthetic scan with its ground truth; all volumes share one grid.</summary>
internal sealed record PhantomCase
{
    /// <summary>Site and number, e.g. "ucsf-like-0007"; also the patient's pseudonym, as every phantom is its own patient.</summary>
    public required string Id { get; init; }

    public required string Site { get; init; }

    /// <summary>Whole numbers of at least 0, as a scanner stores them.</summary>
    public required Volume<float> T1c { get; init; }

    /// <summary>1 where more than half of the voxel is lesion, necrosis and cavity included.</summary>
    public required Volume<byte> Reference { get; init; }

    /// <summary>The same lesions as segmented by a second reader.</summary>
    public required Volume<byte> SecondReader { get; init; }

    /// <summary>Brain with sulci and ventricles, without skull, dura and venous sinuses.</summary>
    public required Volume<byte> BrainMask { get; init; }

    /// <summary>The mask that comes with the case: the true one, or one with the site's errors.</summary>
    public Volume<byte>? FaultyBrainMask { get; init; }

    /// <summary>The record from which the case can be made again; null for one made in another way.</summary>
    public PhantomDraw? Draw { get; init; }

    /// <summary>In the order in which they were placed, the largest first.</summary>
    public required IReadOnlyList<PhantomLesion> TrueLesions { get; init; }
}

/// <summary>One true lesion of a phantom, as in the reference mask.</summary>
/// <param name="CentreMm">Where it was placed, RAS+ mm in the scan's world.</param>
/// <param name="VolumeMm3">Volume of its voxels in the reference mask.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Enhancement">Step of its enhancing part above white matter, relative to the site's full enhancement (1).</param>
/// <param name="SeenBySecondReader">False when the second reader missed it.</param>
internal sealed record PhantomLesion(PointMm CentreMm, double VolumeMm3, LesionKind Kind, double Enhancement, bool SeenBySecondReader);

/// <summary>All that decides one phantom: the description of its scan and patient, and the seed of what is drawn within it.</summary>
/// <param name="Site">Without a variation: everything in it is settled.</param>
/// <param name="Number">From 1; with the site's name the case's identity.</param>
/// <param name="CaseSeed">Of subject, anatomy, position, vessels, lesions and noise.</param>
internal sealed record PhantomDraw(PhantomSite Site, int Number, int CaseSeed)
{
    private static readonly JsonContent Content = new()
    {
        What = "the record of a phantom",
        Remedy = "The record of a phantom is the draw.json that 'mets phantom' writes next to each scan.",
        Missing = "cannot be opened; the record of a phantom is the draw.json in its folder.",
        Format = JsonFormats.PhantomDraw,
    };

    /// <summary>Reads a draw.json.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or is not a record of a phantom.</exception>
    public static PhantomDraw Load(string path) => JsonFile.Read<PhantomDraw>(
        path, Content, e => $"is not the record of a phantom, the draw.json that 'mets phantom' writes next to each scan. {e.Message}");

    /// <summary>Writes all of it, defaults too, as JSON.</summary>
    public void Save(string path) => JsonFile.Write(path, this, JsonFormats.PhantomDraw);

    internal static PhantomDraw Of(PhantomSite site, int number, int caseSeed) => new(
        site.Variation is { } variation ? variation.Draw(site.Name, caseSeed) with { Variation = null } : site, number, caseSeed);
}

/// <summary>
/// Makes one case of a site from one seed: subject, head, vessels, lesions, scan, artefacts, mask, second reader, each with its own random
/// stream.
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
        Artefacts,
        Mask,
    }

    public PhantomCase Build(int number)
    {
        var anatomy = new HeadAnatomy(Subject.Draw(Of(Stream.Subject)).WithVentricles(site.Ventricles), Of(Stream.Anatomy));
        var (geometry, voxelToHead) = site.Grid.Place(Of(Stream.Grid));
        var (signal, brainMask) = new HeadPainter(anatomy, site.Contrast, (float)site.Vessels.DuraMm).Paint(geometry, voxelToHead);
        if (site.TemplatePath is { } path)
        {
            new TemplatePainter(TemplateBrain.Load(path), anatomy, (site.Contrast, (float)site.Vessels.DuraMm)).Paint(
                signal, brainMask, voxelToHead);
        }

        site.Texture.Apply(signal, anatomy.Noise, voxelToHead);
        var placement = new LesionPlacement(anatomy, geometry, voxelToHead);
        var shapes = placement.Place(LesionPlan.Draw(site.Lesions, Of(Stream.Plans)), Of(Stream.Places));
        var tubes = VesselTree.Grow(anatomy, site.Vessels, Of(Stream.Vessels));
        PaintContents(signal, (anatomy, voxelToHead), tubes, shapes);
        var secondReader = new SecondReader(site.Reader, anatomy.Noise, voxelToHead);
        var (reading, seen) = secondReader.Read(brainMask, shapes, tubes, Of(Stream.Reader));
        var layers = site.LayersPerSlice;
        var slices = SliceAverage.Of(signal, layers);
        site.Artefacts.Apply(slices, Of(Stream.Artefacts));
        var brain = SliceAverage.Of(brainMask, layers);
        var faulty = site.Mask is { } faults ? MaskCorruption.Make(brain, faults, anatomy.Noise, Of(Stream.Mask)) : null;
        var image = site.Scanner.Scan(slices, Of(Stream.Scanner));
        if (site.Mask is { Stripped: true })
        {
            Strip(image, faulty!);
        }

        return new PhantomCase
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{site.Name}-{number:0000}"),
            Site = site.Name,
            T1c = image,
            Reference = Within(faulty, Reference(geometry, shapes)),
            SecondReader = Within(faulty, SliceAverage.Of(reading, layers)),
            BrainMask = brain,
            FaultyBrainMask = faulty,
            TrueLesions = [.. shapes.Select((shape, i) => Describe(shape, geometry, voxelToHead, seen[i]))],
        };
    }

    private static void Strip(Volume<float> image, Volume<byte> mask)
    {
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            image.Voxels[i] *= mask.Voxels[i];
        }
    }

    /// <summary>What lies outside the mask that comes with a case is not in its image: it could not be segmented.</summary>
    private static Volume<byte> Within(Volume<byte>? mask, Volume<byte> outlined)
    {
        for (var i = 0; mask is not null && i < outlined.Voxels.Length; i++)
        {
            outlined.Voxels[i] &= mask.Voxels[i];
        }

        return outlined;
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

    /// <summary>By the share of a slice's voxel that is lesion; one that fills no voxel by half keeps its fullest.</summary>
    private Volume<byte> Reference(VolumeGeometry layers, IReadOnlyList<LesionShape> shapes)
    {
        var perSlice = site.LayersPerSlice;
        var reference = new Volume<byte>(SliceAverage.Geometry(layers, perSlice));
        var area = layers.Size.X * layers.Size.Y;
        var cover = new Dictionary<int, float>();
        foreach (var shape in shapes)
        {
            cover.Clear();
            foreach (var (grid, inBox) in shape.Voxels(layers.Size))
            {
                var voxel = (grid / area / perSlice * area) + (grid % area);
                if (shape.Cover[inBox] > 0 && voxel < reference.Voxels.Length)
                {
                    cover[voxel] = cover.GetValueOrDefault(voxel) + (shape.Cover[inBox] / perSlice);
                }
            }

            var filled = cover.Where(c => c.Value > 0.5f).Select(c => c.Key).DefaultIfEmpty(cover.MaxBy(c => c.Value).Key);
            foreach (var voxel in filled)
            {
                reference.Voxels[voxel] = 1;
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

/// <summary>
/// Independent seeds from one seed, so that a case (or a part of it) does not depend on what was made before it or on threads.
/// The mixing is SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
internal static class SeedStream
{
    public static int Derive(int seed, int item)
    {
        var mixed = Mix(((ulong)(uint)seed << 32) | (uint)item);
        return (int)(mixed & 0x7FFFFFFF);
    }

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
