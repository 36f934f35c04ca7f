using System.Numerics;

namespace BrainMets.Imaging;

/// <summary>
/// Binary morphology with balls given in millimetres, by exact distance transform, so that anisotropic voxels are treated rightly.
/// </summary>
internal static class Morphology
{
    /// <summary>
    /// Spacing in files has seven digits: three steps of 1.1 mm are 3.3000001 mm there, and must still lie within 3.3 mm.
    /// </summary>
    private const double SpacingPrecision = 1e-6;

    private delegate void RowAction(Span<byte> row, int firstInBox);

    /// <summary>Every voxel within <paramref name="radiusMm"/> of the mask.</summary>
    public static Volume<byte> Dilate(Volume<byte> mask, double radiusMm)
    {
        var dilated = new Volume<byte>(mask.Geometry);
        if (Box3.Around(mask) is { } around)
        {
            var (limit, spacing) = (SquaredLimitMm2(radiusMm), mask.Geometry.Spacing);
            int Reach(double stepMm) => (int)Math.Min(int.MaxValue / 4, Math.Sqrt(limit) / stepMm) + 1;
            var box = around.Grow(Reach(spacing.X), Reach(spacing.Y), Reach(spacing.Z), mask.Size);
            SetUpTo(dilated, box, DistanceTransform.SquaredMmWithin(mask, box), limit);
        }

        return dilated;
    }

    /// <summary>Every mask voxel farther than <paramref name="radiusMm"/> from the background; beyond the grid counts as mask.</summary>
    public static Volume<byte> Erode(Volume<byte> mask, double radiusMm)
    {
        var eroded = new Volume<byte>(mask.Geometry);
        if (Box3.Around(mask) is { } around)
        {
            // The background voxel nearest to a mask voxel is never beyond the layer around the mask's box.
            var (limit, box) = (SquaredLimitMm2(radiusMm), around.Grow(1, mask.Size));
            SetUpTo(eroded, box, DistanceTransform.SquaredMmWithin(Complement(mask), box), limit);
            Invert(eroded, box);
        }

        return eroded;
    }

    /// <summary>1 where the mask is 0, else 0.</summary>
    public static Volume<byte> Complement(Volume<byte> mask)
    {
        var result = new Volume<byte>(mask.Geometry);
        var (from, to) = (mask.Voxels, result.Voxels);
        var whole = from.Length - (from.Length % Vector<byte>.Count);
        for (var i = 0; i < whole; i += Vector<byte>.Count)
        {
            (Vector.Equals(new Vector<byte>(from, i), Vector<byte>.Zero) & Vector<byte>.One).CopyTo(to, i);
        }

        for (var i = whole; i < from.Length; i++)
        {
            to[i] = (byte)(from[i] == 0 ? 1 : 0);
        }

        return result;
    }

    /// <summary>Fills background that is not connected (across faces) to the border of the grid.</summary>
    public static Volume<byte> FillHoles(Volume<byte> mask)
    {
        if (Box3.Around(mask) is not { } around)
        {
            return new Volume<byte>(mask.Geometry);
        }

        // What lies outside the mask's box is open to the border, and so is whatever touches it.
        var box = around.Grow(1, mask.Size);
        var cropped = mask.Crop(box);
        var background = MaskRuns.Of(Complement(cropped), Connectivity.Faces6);
        var open = new bool[background.Components + 1];
        for (var run = 0; run < background.Count; run++)
        {
            open[background.Component(run)] |= background.TouchesBorder(run);
        }

        var filled = new Volume<byte>(mask.Geometry);
        cropped.Voxels.AsSpan().Fill(1);
        for (var run = 0; run < background.Count; run++)
        {
            if (open[background.Component(run)])
            {
                cropped.Voxels.AsSpan(background.Start(run), background.Length(run)).Clear();
            }
        }

        cropped.CopyTo(filled, box);
        return filled;
    }

    /// <summary>
    /// Every voxel that so many steps between neighbours lead to from the mask, whatever the spacing: the dilation of the published
    /// evaluators that merge lesions. What would lie beyond the grid is dropped.
    /// </summary>
    public static Volume<byte> DilateBySteps(Volume<byte> mask, Connectivity neighbours, int steps)
    {
        var offsets = ConnectedComponents.Neighbours(neighbours);
        var current = new Volume<byte>(mask.Geometry, [.. mask.Voxels]);
        for (var step = 0; step < steps; step++)
        {
            current = DilatedOnce(current, offsets);
        }

        return current;
    }

    private static Volume<byte> DilatedOnce(Volume<byte> mask, VoxelIndex[] offsets)
    {
        var dilated = new Volume<byte>(mask.Geometry, [.. mask.Voxels]);
        var (size, from) = (mask.Size, 0);
        while (mask.Voxels.AsSpan(from).IndexOfAnyExcept((byte)0) is >= 0 and var ahead)
        {
            from += ahead;
            var (x, y, z) = size.Position(from++);
            foreach (var (dx, dy, dz) in offsets)
            {
                if (size.Contains(x + dx, y + dy, z + dz))
                {
                    dilated[x + dx, y + dy, z + dz] = 1;
                }
            }
        }

        return dilated;
    }

    private static void SetUpTo(Volume<byte> result, Box3 box, double[] squaredMm, double limit)
    {
        ForEachRow(result, box, (row, first) =>
        {
            var from = squaredMm.AsSpan(first, row.Length);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (byte)(from[x] <= limit ? 1 : 0);
            }
        });
    }

    private static void Invert(Volume<byte> mask, Box3 box) => ForEachRow(mask, box, (row, _) =>
    {
        for (var x = 0; x < row.Length; x++)
        {
            row[x] ^= 1;
        }
    });

    private static void ForEachRow(Volume<byte> mask, Box3 box, RowAction action)
    {
        for (var z = 0; z < box.Size.Z; z++)
        {
            for (var y = 0; y < box.Size.Y; y++)
            {
                action(mask.Voxels.AsSpan(mask.Size.Index(box.X, box.Y + y, box.Z + z), box.Size.X), box.Size.Index(0, y, z));
            }
        }
    }

    private static double SquaredLimitMm2(double radiusMm) => radiusMm * radiusMm * (1 + SpacingPrecision);
}
