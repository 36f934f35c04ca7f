using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>
/// Contour fidelity of one lesion (RTSTRUCT round trip): its mask, the contours in the written file, and the mask made from them again.
/// </summary>
public sealed record ContourCheck
{
    /// <summary>Its number in the label map.</summary>
    public required ushort Label { get; init; }

    /// <summary>Its name in the structure set.</summary>
    public required string Name { get; init; }

    public required int Slices { get; init; }

    public required int Contours { get; init; }

    public required int Points { get; init; }

    public required double MaskVolumeMm3 { get; init; }

    /// <summary>
    /// Area of the contours in the file times the distance between slices, which is what planning systems compute (some take less at both
    /// ends).
    /// </summary>
    public required double ContourVolumeMm3 { get; init; }

    /// <summary>Of the voxels whose centres the contours enclose; null when the file gave no mask back.</summary>
    public double? RereadVolumeMm3 { get; init; }

    /// <summary>Between the mask and the one made from the file; null when there is none.</summary>
    public double? RereadDice { get; init; }

    /// <summary>As sentences; each begins with the name of the lesion.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Compares a lesion with what its contours in the written file hold.</summary>
internal static class RereadCheck
{
    private const double LeastDice = 0.98;
    private const double MostVolumeDifference = 0.02;

    public static ContourCheck Of(LesionLabel finding, Structure written, Volume<ushort> labels, Box3 box)
    {
        var geometry = labels.Geometry;
        var (mask, reread, both) = Counts(labels, finding.Label, box, written);
        var slices = Enumerable.Range(box.Z, box.Size.Z).Count(z => Occurs(labels, finding.Label, z, box));
        var check = new ContourCheck
        {
            Label = finding.Label,
            Name = finding.Name,
            Slices = slices,
            Contours = written.Contours.Count,
            Points = written.Contours.Sum(contour => contour.Count),
            MaskVolumeMm3 = mask * geometry.VoxelVolumeMm3,
            ContourVolumeMm3 = written.Contours.Sum(ContourArea.Mm2) * SliceStepMm(geometry),
            RereadVolumeMm3 = reread * geometry.VoxelVolumeMm3,
            RereadDice = reread is null ? null : 2.0 * both / (mask + reread.Value),
        };
        return check with { Warnings = Warnings(check, written, box, geometry.Size).Select(text => $"{finding.Name}: {text}.").ToList() };
    }

    /// <summary>The distance between slices along their normal.</summary>
    public static double SliceStepMm(VolumeGeometry geometry) =>
        geometry.VoxelVolumeMm3 / ContourArea.Cross(geometry.VoxelToWorld.ColumnX, geometry.VoxelToWorld.ColumnY).Length;

    /// <summary>Within the lesion's box and one voxel around it; contours that reach farther give no mask, which is a warning.</summary>
    private static (long Mask, long? Reread, long Both) Counts(Volume<ushort> labels, ushort label, Box3 box, Structure written)
    {
        var near = labels.Crop(box.Grow(1, labels.Size));
        var read = written.ToMask(near.Geometry).Mask;
        var (mask, reread, both) = (0L, 0L, 0L);
        for (var i = 0; i < near.Voxels.Length; i++)
        {
            var (isMask, isRead) = (near.Voxels[i] == label, read is not null && read.Voxels[i] != 0);
            mask += isMask ? 1 : 0;
            reread += isRead ? 1 : 0;
            both += isMask && isRead ? 1 : 0;
        }

        return (mask, read is null ? null : reread, both);
    }

    private static bool Occurs(Volume<ushort> labels, ushort label, int z, Box3 box) =>
        Enumerable.Range(box.Y, box.Size.Y).Any(y => labels.Voxels.AsSpan(labels.Size.Index(box.X, y, z), box.Size.X).Contains(label));

    private static IEnumerable<string> Warnings(ContourCheck check, Structure written, Box3 box, Size3 size)
    {
        if (written.Contours.Any(contour => contour.Count < 3))
        {
            yield return "a contour of fewer than three points encloses nothing";
        }

        if (check.Slices == 1)
        {
            yield return "it lies on a single slice, for which many planning systems compute no volume or a different one";
        }

        if (box.Z == 0 || box.EndZ == size.Z)
        {
            yield return "it reaches the first or last slice of the scan and may continue beyond it";
        }

        if (check.RereadDice is not { } dice || check.RereadVolumeMm3 is not { } reread)
        {
            yield return "the written contours gave no mask back; do not use them";
        }
        else if (dice < LeastDice || Math.Abs((reread / check.MaskVolumeMm3) - 1) > MostVolumeDifference)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the contours hold {reread:0.#} mm3 and the mask {check.MaskVolumeMm3:0.#} mm3 (Dice {dice:0.000}); do not use them "
                    + $"without a look");
        }
    }
}
