using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>The way back: what was computed on the working grid, on the grid of the file the case came from.</summary>
public static class SourceGrid
{
    /// <summary>
    /// Samples a working-grid map (a probability) at the centres of the source voxels, trilinear, by affine. Source voxels outside the cropped
    /// working grid get 0. Not smoothed where the source is coarser: working voxels between two thick slices were interpolated from
    /// those slices, so the value at the slice's own centre is the one with data behind it.
    /// </summary>
    public static Volume<float> Restore(Volume<float> onWorkingGrid, VolumeGeometry source) => Resampler.Linear(onWorkingGrid, source, outside: 0);
}
