namespace BrainMets.Dicom;

/// <summary>The frames of a series that make one volume, in the order of their position along the normal, and what was left out by name.</summary>
public sealed record SortedSlices(IReadOnlyList<ImageFrame> Frames, IReadOnlyList<string> Remarks);
