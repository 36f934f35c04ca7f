using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>A structure on a grid, or the reason why it is not there. Every remark and refusal begins with the name of the structure.</summary>
public sealed record StructureMask
{
    public required string Name { get; init; }

    /// <summary>1 inside, 0 outside; null when the structure was refused.</summary>
    public Volume<byte>? Mask { get; init; }

    /// <summary>Why there is no mask; null when there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>What a reader of the result must know: resampling, slices without contour, parts set aside.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    internal static StructureMask Refused(Structure structure, string reason) =>
        new() { Name = structure.Name, Refusal = $"Structure '{structure.Name}' was not used: {reason}.", Remarks = structure.Remarks };
}
