using BrainMets.Imaging;

namespace BrainMets.Nifti;

/// <summary>An image with its header, whose <see cref="NiftiHeader.Warnings"/> belong into the manifest of whoever read it.</summary>
public sealed record NiftiImage(Volume<float> Volume, NiftiHeader Header);
