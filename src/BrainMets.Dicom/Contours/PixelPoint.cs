namespace BrainMets.Dicom;

/// <summary>A point on one slice in voxels: centres of voxels are whole numbers, x along a row and y down the rows.</summary>
public readonly record struct PixelPoint(double X, double Y);
