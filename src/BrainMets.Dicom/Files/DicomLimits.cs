namespace BrainMets.Dicom;

/// <summary>What the process that parses a file may take before it is ended.</summary>
public sealed record DicomLimits
{
    public static DicomLimits Default { get; } = new();

    /// <summary>For one file.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory of the whole process, whatever the file says; the process also bounds itself by the size of the file (FileAllowance).</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>What may be allocated for a file of this size before its header has been checked.</summary>
    public static long FileAllowance(long fileBytes) => (4 * fileBytes) + (64L << 20);
}
