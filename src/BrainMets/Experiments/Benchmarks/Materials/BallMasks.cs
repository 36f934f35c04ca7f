using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>Pairs of masks full of balls, for timing an evaluation: the predicted ball lies up to a voxel beside its reference and is up to 15 % larger or smaller.</summary>
public static class BallMasks
{
    /// <summary>As many balls as asked for on a lattice on which none can touch another.</summary>
    /// <param name="grid">Where; spacing is not looked at, radii are in voxels.</param>
    /// <param name="lesions">How many balls on each side.</param>
    /// <param name="pitch">Voxels from one place to the next; radii run from 2 to pitch / 2 - 4, small ones more often.</param>
    /// <param name="random">Draws places, radii and shifts.</param>
    /// <exception cref="ArgumentException">The grid has not that many places.</exception>
    public static (Volume<byte> Reference, Volume<byte> Predicted) Make(VolumeGeometry grid, int lesions, int pitch, Random random)
    {
        var (reference, predicted) = (new Volume<byte>(grid), new Volume<byte>(grid));
        (int X, int Y, int Z)[] places =
        [
            .. from z in Places(grid.Size.Z, pitch) from y in Places(grid.Size.Y, pitch) from x in Places(grid.Size.X, pitch) select (x, y, z),
        ];
        if (places.Length < lesions || pitch < 12)
        {
            throw new ArgumentException($"A grid of {grid.Size} has {places.Length} places {pitch} voxels apart (at least 12); {lesions} balls were asked for.", nameof(lesions));
        }

        random.Shuffle(places);
        foreach (var (x, y, z) in places.Take(lesions))
        {
            var radius = 2 + (((pitch / 2) - 6) * Math.Pow(random.NextDouble(), 2));
            Ball(reference, (x, y, z), radius);
            Ball(predicted, (x + random.Next(-1, 2), y + random.Next(-1, 2), z + random.Next(-1, 2)), radius * (0.85 + (0.3 * random.NextDouble())));
        }

        return (reference, predicted);
    }

    private static IEnumerable<int> Places(int length, int pitch) => Enumerable.Range(0, length / pitch).Select(i => (pitch / 2) + (i * pitch));

    private static void Ball(Volume<byte> mask, (int X, int Y, int Z) centre, double radius)
    {
        var reach = (int)Math.Ceiling(radius);
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                {
                    if ((x * x) + (y * y) + (z * z) <= radius * radius)
                    {
                        mask[centre.X + x, centre.Y + y, centre.Z + z] = 1;
                    }
                }
            }
        }
    }
}
