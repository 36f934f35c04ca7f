namespace BrainMets.Experiments;

/// <summary>What 'mets bench inference' measured; all in one run of the program. Seconds are medians over the runs. Undefined is null.</summary>
public sealed record InferenceTimes
{
    /// <summary>The published scheme in float32; null when it was left out.</summary>
    public required double? PublishedSeconds { get; init; }

    /// <summary>What 'mets predict' does, in the precision chosen.</summary>
    public required double FastSeconds { get; init; }

    /// <summary>The same in float32.</summary>
    public required double FastFp32Seconds { get; init; }

    /// <summary>Published by fast.</summary>
    public double? Ratio => PublishedSeconds / FastSeconds;

    /// <summary>Largest resident memory of the process while it predicted the fast way for the first time; input and network are in it.</summary>
    public required double? PeakMemoryMiB { get; init; }

    /// <summary>Resident before that: program, input, network, and what preparing them left behind.</summary>
    public required double? MemoryBeforeMiB { get; init; }

    public required long BrainVoxels { get; init; }

    /// <summary>Of the prepared grid, x, y, z.</summary>
    public required IReadOnlyList<int> GridSize { get; init; }

    /// <summary>Of the prepared grid, x, y, z.</summary>
    public required IReadOnlyList<double> SpacingMm { get; init; }

    /// <summary>Tiles that the published scheme runs.</summary>
    public required int PublishedTiles { get; init; }

    /// <summary>Tiles that it runs together.</summary>
    public required int PublishedBatch { get; init; }

    /// <summary>Of any voxel, between the precision chosen and float32, both the fast way; null when float32 was chosen.</summary>
    public required double? MaxProbabilityDifference { get; init; }

    public required int Runs { get; init; }

    public required long Parameters { get; init; }
}
