using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>A lesion in place: for each voxel of its box how much of it is lesion, and how far its centre is from the boundary.</summary>
internal sealed record LesionShape(LesionPlan Plan, Vector3 CentreHeadMm, Box3 Box)
{
    /// <summary>Part of each voxel that is lesion, 0..1; box order, x fastest.</summary>
    public required float[] Cover { get; init; }

    /// <summary>Distance to the boundary in mm, negative inside; far outside where no lesion may grow.</summary>
    public required float[] DistanceMm { get; init; }

    public bool IsMask(int boxIndex) => Cover[boxIndex] > 0.5f;

    public int MaskVoxels => Cover.Count(cover => cover > 0.5f);

    /// <summary>Grid index of each voxel of the box, with its index in the box.</summary>
    public IEnumerable<(int Grid, int InBox)> Voxels(Size3 grid)
    {
        var inBox = 0;
        for (var z = Box.Z; z < Box.EndZ; z++)
        {
            for (var y = Box.Y; y < Box.EndY; y++)
            {
                var row = grid.Index(Box.X, y, z);
                for (var x = 0; x < Box.Size.X; x++)
                {
                    yield return (row + x, inBox++);
                }
            }
        }
    }
}
