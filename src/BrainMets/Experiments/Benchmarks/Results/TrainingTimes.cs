namespace BrainMets.Experiments;

/// <summary>What 'mets bench training' measured, all in one run of the program, in blocks of steps that take turns. Undefined is null.</summary>
public sealed record TrainingTimes
{
    /// <summary>Segments a second, all steps of all blocks together.</summary>
    public required double Fp32SegmentsPerSecond { get; init; }

    public required double Bf16SegmentsPerSecond { get; init; }

    /// <summary>bf16 by fp32.</summary>
    public double Ratio => Bf16SegmentsPerSecond / Fp32SegmentsPerSecond;

    /// <summary>Ratio within each pair of blocks; how far they lie apart says how quiet the machine was.</summary>
    public required IReadOnlyList<double> BlockRatios { get; init; }

    /// <summary>One step in the precision chosen.</summary>
    public required double StepMilliseconds { get; init; }

    /// <summary>Drawing one batch and handing it over, timed by itself on one thread.</summary>
    public required double SamplerMilliseconds { get; init; }

    /// <summary>Share of the time of training in the precision chosen that the network waited for segments, 0..1.</summary>
    public required double SamplerWaitShare { get; init; }

    /// <summary>Largest resident memory of the process during the first block in the precision chosen, before the other one began; the case is in it.</summary>
    public required double? PeakMemoryMiB { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Voxels a side that a segment predicts.</summary>
    public required int OutputSize { get; init; }

    /// <summary>Counted steps in each precision.</summary>
    public required int Steps { get; init; }

    public required long Parameters { get; init; }
}
