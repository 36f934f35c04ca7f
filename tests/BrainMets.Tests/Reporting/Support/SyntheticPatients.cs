namespace BrainMets.Tests.Reporting;

/// <summary>Patients with lesions of known place and size, as networks and a second reader see them. Everything comes from seeds.</summary>
internal sealed class SyntheticPatients
{
    private const int LesionsEach = 5;
    private const double SmallRadiusMm = 4.6; // 0.4 cc
    private readonly Ball[][] lesions;

    public SyntheticPatients(int count, VolumeGeometry grid)
    {
        (Grid, lesions) = (grid, [.. Enumerable.Range(0, count).Select(Lesions)]);
    }

    public VolumeGeometry Grid { get; }

    public int Count => lesions.Length;

    public Volume<float> T1c(int patient) => SyntheticHead.T1c(Grid, lesions[patient], patient + 1);

    public Volume<byte> Reference(int patient) => SyntheticHead.Mask(Grid, lesions[patient]);

    /// <summary>
    /// A reader who outlines a little narrower, overlooks every sixth lesion, and marks a place of his own in every third patient.
    /// </summary>
    public Volume<byte> SecondReader(int patient)
    {
        var seen = lesions[patient]
            .Where((_, i) => ((LesionsEach * patient) + i) % 6 != 5).Select(b => b with { RadiusMm = b.RadiusMm * 0.94 });
        return SyntheticHead.Mask(Grid, patient % 3 == 0 ? seen.Append(Place(new Random(7000 + patient), 3)) : seen);
    }

    /// <summary>High within a lesion that the network is sure of, falling off at its border.</summary>
    public Volume<float> Probability(int patient, SyntheticModel model)
    {
        var random = new Random(100 * patient); // The same for all models: a lesion that is hard for one is hard for all.
        var sure = lesions[patient]
            .Select(b => (Ball: b with { RadiusMm = b.RadiusMm * model.Scale }, Confidence: Confidence(b, model, random))).ToList();
        for (var i = 0; i < 6; i++)
        {
            var (ball, draw) = (Place(random, 2.5 + (2.5 * random.NextDouble())), random.NextDouble());
            if (draw < model.FalsePositives / 6)
            {
                sure.Add((ball, 0.35 + (0.6 * (1 - (6 * draw / model.FalsePositives)))));
            }
        }

        return Fill(sure);
    }

    private static double Confidence(Ball lesion, SyntheticModel model, Random random)
    {
        var mean = lesion.RadiusMm < SmallRadiusMm ? model.Small : model.Large;
        return Math.Clamp(mean + (0.7 * (random.NextDouble() - 0.5)), 0.02, 0.99);
    }

    private static Ball[] Lesions(int patient)
    {
        var random = new Random(500 + patient);
        var placed = new List<Ball>();
        while (placed.Count < LesionsEach)
        {
            var ball = Place(random, 2.6 * Math.Pow(4, random.NextDouble()));
            if (placed.TrueForAll(b => (b.Centre - ball.Centre).Length > b.RadiusMm + ball.RadiusMm + 8))
            {
                placed.Add(ball);
            }
        }

        return [.. placed];
    }

    private static Ball Place(Random random, double radiusMm)
    {
        double Within(double reach) => reach * ((2 * random.NextDouble()) - 1);
        return new Ball(new PointMm(Within(38), Within(50), Within(34)), radiusMm);
    }

    private Volume<float> Fill(IReadOnlyList<(Ball Ball, double Confidence)> sure)
    {
        var map = new Volume<float>(Grid);
        for (var i = 0; i < map.Voxels.Length; i++)
        {
            var (x, y, z) = Grid.Size.Position(i);
            var point = Grid.VoxelToWorld.Apply(x, y, z);
            foreach (var (ball, confidence) in sure)
            {
                var inside = ball.RadiusMm - (point - ball.Centre).Length;
                map.Voxels[i] = inside < -4 ? map.Voxels[i] : Math.Max(map.Voxels[i], (float)(confidence / (1 + Math.Exp(-inside / 0.5))));
            }
        }

        return map;
    }
}
