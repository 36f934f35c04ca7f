using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>Reads a whole case as a <see cref="ReaderModel"/> would.</summary>
internal sealed class SecondReader(ReaderModel model, NoiseField noise, Affine voxelToHead)
{
    /// <summary>The reader's mask, and for each lesion whether it was found.</summary>
    public (Volume<byte> Mask, bool[] Seen) Read(
        Volume<byte> brainMask, IReadOnlyList<LesionShape> shapes, IReadOnlyList<Tube> tubes, Random random)
    {
        var mask = new Volume<byte>(brainMask.Geometry);
        var seen = new bool[shapes.Count];
        for (var i = 0; i < shapes.Count; i++)
        {
            seen[i] = model.Finds(shapes[i].Plan, random);
            if (seen[i])
            {
                model.Draw(mask, shapes[i], noise, random);
            }
        }

        if (random.NextDouble() < model.FalsePositiveChance)
        {
            TakeVesselForLesion(mask, brainMask, shapes, (tubes, random));
        }

        return (mask, seen);
    }

    private void TakeVesselForLesion(
        Volume<byte> mask, Volume<byte> brainMask, IReadOnlyList<LesionShape> shapes, (IReadOnlyList<Tube> Tubes, Random Random) draw)
    {
        var vessels = draw.Tubes.Where(t => t.Kind is TubeKind.Artery or TubeKind.Vein);
        var nodes = vessels.SelectMany(t => t.Nodes).Select(n => n.Point).ToList();
        var spacing = mask.Geometry.Spacing;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var point = nodes[draw.Random.Next(nodes.Count)];
            var radiusMm = 1.3 + (1.2 * draw.Random.NextDouble());
            if (shapes.Any(s => Vector3.Distance(s.CentreHeadMm, point) < (1.6f * s.Plan.RadiusMm) + 6))
            {
                continue;
            }

            var v = voxelToHead.Inverse().Apply(point.X, point.Y, point.Z);
            var (x, y, z) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
            if (!mask.Size.Contains(x, y, z) || brainMask[x, y, z] == 0)
            {
                continue;
            }

            var box = new Box3(x, y, z, new Size3(1, 1, 1))
                .Grow((int)(radiusMm / spacing.X) + 1, (int)(radiusMm / spacing.Y) + 1, (int)(radiusMm / spacing.Z) + 1, mask.Size);
            FillBall(mask, brainMask, box, (v, radiusMm));
            return;
        }
    }

    private static void FillBall(Volume<byte> mask, Volume<byte> brainMask, Box3 box, (PointMm Voxel, double RadiusMm) ball)
    {
        var spacing = mask.Geometry.Spacing;
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    var away = new PointMm(
                        (x - ball.Voxel.X) * spacing.X, (y - ball.Voxel.Y) * spacing.Y, (z - ball.Voxel.Z) * spacing.Z);
                    if (away.Length < ball.RadiusMm && brainMask[x, y, z] != 0)
                    {
                        mask[x, y, z] = 1;
                    }
                }
            }
        }
    }
}
