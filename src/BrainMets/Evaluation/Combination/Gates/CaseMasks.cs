using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>The masks of one case from which gates are judged.</summary>
public sealed record CaseMasks
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    public required Volume<byte> Small { get; init; }

    public required Volume<byte> Large { get; init; }

    public required Volume<byte> Reference { get; init; }

    /// <summary>Where the mean of both models' probabilities reaches its threshold; null without probability maps.</summary>
    public Volume<byte>? MeanProbability { get; init; }

    private IEnumerable<(string Name, Volume<byte> Mask)> All =>
    [
        ("reference", Reference), ("model for small lesions", Small), ("model for large lesions", Large),
        .. MeanProbability is { } mean ? [("mean probability", mean)] : Array.Empty<(string, Volume<byte>)>(),
    ];

    internal void CheckGrids()
    {
        foreach (var (name, mask) in All.Where(m => !m.Mask.Geometry.SameGridAs(Reference.Geometry)))
        {
            throw new InvalidInputException(
                Case,
                $"the reference and the {name} lie on different grids. Reference: {Reference.Geometry}. {char.ToUpperInvariant(name[0])}{name[1..]}: {mask.Geometry}. "
                + "Bring the prediction onto the grid of the reference; nothing is resampled here.");
        }
    }

    /// <summary>The box around everything outlined by anyone; one voxel when there is nothing.</summary>
    internal Box3 Box(int marginVoxels) => All.Select(m => Box3.Around(m.Mask)).OfType<Box3>()
        .Aggregate((Box3?)null, (all, box) => all?.Union(box) ?? box)?.Grow(marginVoxels, Reference.Size)
        ?? new Box3(0, 0, 0, new Size3(1, 1, 1));
}
