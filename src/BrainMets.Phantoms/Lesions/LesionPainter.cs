using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>Paints oedema around lesions, then the lesions themselves.</summary>
internal sealed class LesionPainter(HeadAnatomy anatomy, TissueContrast contrast, Affine voxelToHead)
{
    private readonly float _white = (float)contrast.White;
    private readonly float _enhancing = (float)contrast.Enhancing;
    private readonly float _necrosis = (float)contrast.Necrosis;
    private readonly float _fluid = (float)contrast.CerebrospinalFluid;

    /// <summary>Oedema darkens white matter around all but the smallest lesions and fades with distance.</summary>
    public void PaintOedema(Volume<float> signal, LesionShape shape, Random random)
    {
        var radius = shape.Plan.RadiusMm;
        var (strength, lengthMm) =
            (shape.Plan.Oedema * (0.06 + (0.12 * random.NextDouble())), radius * (0.3 + (1.1 * random.NextDouble())));
        if (radius < 3.5)
        {
            return;
        }

        var headToVoxel = voxelToHead.Inverse();
        var centre = headToVoxel.Apply(shape.CentreHeadMm.X, shape.CentreHeadMm.Y, shape.CentreHeadMm.Z);
        var reach = radius + (2 * lengthMm);
        var spacing = signal.Geometry.Spacing;
        var box = new Box3((int)centre.X, (int)centre.Y, (int)centre.Z, new Size3(1, 1, 1))
            .Grow((int)(reach / spacing.X), (int)(reach / spacing.Y), (int)(reach / spacing.Z), signal.Size);
        var fields = new float[FieldLattice.Fields];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    var p = voxelToHead.Apply(x, y, z);
                    var point = new Vector3((float)p.X, (float)p.Y, (float)p.Z);
                    var beyond = Math.Max(0, Vector3.Distance(point, shape.CentreHeadMm) - radius) / lengthMm;
                    beyond *= 1 + (0.35 * anatomy.Noise.At(point, 14));
                    signal[x, y, z] *= 1 - (float)(strength * Math.Exp(-beyond * beyond) * WhiteMatter(point, fields));
                }
            }
        }
    }

    public void Paint(Volume<float> signal, LesionShape shape)
    {
        var size = signal.Size;
        foreach (var (grid, inBox) in shape.Voxels(size))
        {
            if (shape.Cover[inBox] <= 0)
            {
                continue;
            }

            var (x, y, z) = size.Position(grid);
            var p = voxelToHead.Apply(x, y, z);
            var inside = Inside(shape, shape.DistanceMm[inBox], new Vector3((float)p.X, (float)p.Y, (float)p.Z));
            var share = shape.Cover[inBox] * Faded(shape.Plan, shape.DistanceMm[inBox]);
            signal.Voxels[grid] = Blend.Mix(signal.Voxels[grid], inside, share);
        }
    }

    /// <summary>
    /// A hazy border enhances fully from three quarters of its width inside the boundary, and by a quarter at the boundary.
    /// </summary>
    private static float Faded(LesionPlan plan, float distanceMm) =>
        plan.FadeMm > 0 ? Blend.Inside(distanceMm + (0.25f * plan.FadeMm), plan.FadeMm) : 1;

    private float WhiteMatter(Vector3 point, float[] fields)
    {
        anatomy.Sample(point, fields);
        var tissue = new TissuePoint(fields, anatomy.Subject);
        var outside = Math.Max(tissue.BrainHull, -fields[AnatomyField.Ventricle]);
        return outside > 0 ? 0 : Math.Clamp((tissue.PialDepth() - 1.5f) / 2, 0, 1);
    }

    private float Inside(LesionShape shape, float distanceMm, Vector3 point)
    {
        var radius = shape.Plan.RadiusMm;
        var fine = anatomy.Noise.At(point, Math.Max(4, 0.8f * radius));
        var bright = _white + ((float)shape.Plan.Enhancement * (_enhancing - _white) * Local(shape.Plan, distanceMm, point));
        switch (shape.Plan.Kind)
        {
            case LesionKind.Ring:
                var wallMm = (shape.Plan.WallMm ?? Math.Max(1.3f, 0.3f * radius)) * (1 + (0.3f * fine));
                return Blend.Mix(bright, _necrosis * (1 + (0.08f * fine)), Blend.Inside(distanceMm + wallMm, 1.5f));
            case LesionKind.Cavity:
                var rim = Blend.Mix(0.85f * _white, bright, Math.Clamp(0.7f + (0.5f * fine), 0.1f, 1));
                return Blend.Mix(rim, 1.25f * _fluid, Blend.Inside(distanceMm + 1.6f + (0.5f * fine), 1.2f));
            case LesionKind.NodularRim:
                var lumpy = (shape.Plan.WallMm ?? 2) * Math.Clamp(1.2f + (0.9f * fine), 0.4f, 3);
                return Blend.Mix(bright, _necrosis * (1 + (0.08f * fine)), Blend.Inside(distanceMm + lumpy, 1.2f));
            case LesionKind.Cystic:
                var thin = Blend.Mix(0.85f * _white, bright, Math.Clamp(0.6f + (0.4f * fine), 0.2f, 1));
                var cyst = Blend.Mix(thin, 1.3f * _fluid, Blend.Inside(distanceMm + 1.3f, 1));
                return Blend.Mix(cyst, bright, Blend.Inside(Vector3.Distance(point, Nodule(shape)) - (0.45f * radius)));
            case LesionKind.Haemorrhagic:
                var clot = anatomy.Noise.At(point + new Vector3(57), Math.Max(5, 1.1f * radius));
                return bright * (1 + (0.12f * fine) + (0.25f * Math.Clamp(clot, -1.6f, 1.2f)));
            default:
                return bright * (1 + ((radius > 6 ? 0.1f : 0.05f) * fine));
        }
    }

    /// <summary>Factor on the enhancement of one place of a lesion.</summary>
    private float Local(LesionPlan plan, float distanceMm, Vector3 point)
    {
        var shell = plan.ShellGain == 0 ? 0 : plan.ShellGain * MathF.Exp(Math.Min(0, distanceMm) / (0.35f * plan.RadiusMm));
        var patches = plan.Patches == 0
            ? 0
            : plan.Patches * Math.Clamp(anatomy.Noise.At(point + new Vector3(83), plan.PatchMm), -1.8f, 1.8f);
        return Math.Max(0.1f, 1 + shell + patches);
    }

    /// <summary>Where a cyst carries its nodule: on the wall, in a direction that is the lesion's own.</summary>
    private Vector3 Nodule(LesionShape shape)
    {
        var centre = shape.CentreHeadMm;
        var away = new Vector3(
            anatomy.Noise.At(centre, 9), anatomy.Noise.At(centre + new Vector3(31), 9), anatomy.Noise.At(centre + new Vector3(67), 9));
        return centre + (0.7f * shape.Plan.RadiusMm / Math.Max(0.1f, away.Length()) * away);
    }
}
