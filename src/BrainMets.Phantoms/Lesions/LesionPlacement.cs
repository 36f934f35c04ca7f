using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Finds places for lesions: in the brain, most at the border of grey and white matter where metastases lodge, apart from each other.
/// </summary>
internal sealed class LesionPlacement(HeadAnatomy anatomy, VolumeGeometry geometry, Affine voxelToHead)
{
    /// <summary>Voxels left free between two lesions, so that they stay two components.</summary>
    public const int GapVoxels = 2;

    private const int Attempts = 400;

    private readonly LesionGrowth _growth = new(anatomy, geometry, voxelToHead);
    private readonly Volume<byte> _taken = new(geometry);
    private readonly float[] _fields = new float[FieldLattice.Fields];

    /// <summary>Places each plan in turn; one for which no room is found in some hundred attempts is left out.</summary>
    public IReadOnlyList<LesionShape> Place(IEnumerable<LesionPlan> plans, Random random)
    {
        var shapes = new List<LesionShape>();
        foreach (var plan in plans)
        {
            if (PlaceOne(plan, random) is { } shape)
            {
                shapes.Add(shape);
                Mark(shape);
            }
        }

        return shapes;
    }

    private LesionShape? PlaceOne(LesionPlan plan, Random random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var point = DrawPoint(random);
            if (Suits(point, plan, random) && _growth.TryGrow(plan, point, random) is { } shape && IsFree(shape))
            {
                return shape;
            }
        }

        return null;
    }

    private static Vector3 DrawPoint(Random random) => new(
        (float)((random.NextDouble() * 140) - 70), (float)((random.NextDouble() * 185) - 110), (float)((random.NextDouble() * 140) - 60));

    private bool Suits(Vector3 point, LesionPlan plan, Random random)
    {
        anatomy.Sample(point, _fields);
        var tissue = new TissuePoint(_fields, anatomy.Subject);
        if (plan.AtSurface)
        {
            // About its own radius below the bone, or in the cisterns at the base.
            return tissue.Cranium < -1 && tissue.Cranium > -Math.Max(4, 1.3f * plan.RadiusMm) && tissue.BrainHull > -plan.RadiusMm - 2;
        }

        if (tissue.BrainHull > -Math.Min(2 + (0.5f * plan.RadiusMm), 12) || _fields[AnatomyField.Ventricle] < 2)
        {
            return false;
        }

        var cerebral = _fields[AnatomyField.Cerebrum] < Math.Min(_fields[AnatomyField.Cerebellum], _fields[AnatomyField.Brainstem]);
        if (!cerebral)
        {
            return _fields[AnatomyField.Cerebellum] < _fields[AnatomyField.Brainstem] || random.NextDouble() < 0.25;
        }

        var depth = tissue.PialDepth();
        var junction = depth > 1 && depth < 6;
        return random.NextDouble() < (junction ? 0.9 : depth >= 6 ? 0.25 : 0);
    }

    private bool IsFree(LesionShape shape)
    {
        foreach (var (grid, inBox) in shape.Voxels(geometry.Size))
        {
            if (shape.IsMask(inBox) && _taken.Voxels[grid] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Marks the lesion and the gap around it.</summary>
    private void Mark(LesionShape shape)
    {
        var size = geometry.Size;
        foreach (var (grid, inBox) in shape.Voxels(size))
        {
            if (!shape.IsMask(inBox))
            {
                continue;
            }

            var (x, y, z) = size.Position(grid);
            var around = new Box3(x, y, z, new Size3(1, 1, 1)).Grow(GapVoxels, size);
            for (var dz = around.Z; dz < around.EndZ; dz++)
            {
                for (var dy = around.Y; dy < around.EndY; dy++)
                {
                    _taken.Voxels.AsSpan(size.Index(around.X, dy, dz), around.Size.X).Fill(1);
                }
            }
        }
    }
}
