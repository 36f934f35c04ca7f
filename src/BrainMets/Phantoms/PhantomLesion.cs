using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>One true lesion of a phantom, as it stands in the reference mask.</summary>
/// <param name="CentreMm">Where it was placed, RAS+ mm in the scan's world.</param>
/// <param name="VolumeMm3">Volume of its voxels in the reference mask.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Enhancement">Step of its enhancing part above white matter, relative to the site's full enhancement (1).</param>
/// <param name="SeenBySecondReader">False when the second reader missed it.</param>
public sealed record PhantomLesion(PointMm CentreMm, double VolumeMm3, LesionKind Kind, double Enhancement, bool SeenBySecondReader);
