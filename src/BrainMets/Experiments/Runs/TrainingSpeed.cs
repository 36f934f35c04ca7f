using BrainMets.Imaging;
using BrainMets.Model;
using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>How long a training step takes here, tried out on noise: the time does not depend on what is learned.</summary>
internal static class TrainingSpeed
{
    private const int Side = 90;

    /// <summary>Trainable numbers, and the faster of two steps after a first one, which sets things up.</summary>
    public static (long Parameters, double SecondsPerStep) Try(ModelConfig config, Compute compute, CancellationToken cancellation)
    {
        var sampling = config.Sampling with { StepsPerEpoch = 3 };
        using var model = DeepMedic.Create(config.Model, config.Seed, compute.Device);
        using var trainer = new Trainer(model, config.Training with { Epochs = 1 }, sampling, compute, config.Seed) { ReadInterval = TimeSpan.Zero };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var ends = new List<double>();
        trainer.Progressed += (_, _) => ends.Add(clock.Elapsed.TotalSeconds);
        var noise = new PatchSampler([new SamplingCase(Noise(config), config.Model.ContextFactors, config.Model.ContextPool)], sampling, config.Seed);
        foreach (var _ in trainer.Run(noise, 0, cancellation))
        {
            // One epoch of three steps.
        }

        return (model.parameters().Sum(p => p.numel()), Math.Min(ends[1] - ends[0], ends[2] - ends[1]));
    }

    private static PreparedCase Noise(ModelConfig config)
    {
        var spacing = config.Preprocessing.Spacing;
        var geometry = new VolumeGeometry(
            new Size3(Side, Side, Side), new Affine(new PointMm(spacing.X, 0, 0), new PointMm(0, spacing.Y, 0), new PointMm(0, 0, spacing.Z), new PointMm(0, 0, 0)));
        var random = new Random(config.Seed);
        var reference = new Volume<byte>(geometry);
        reference[Side / 2, Side / 2, Side / 2] = 1;
        return new PreparedCase
        {
            CaseId = "noise",
            Patient = "noise",
            Image = new Volume<float>(geometry).Map(_ => (float)random.NextDouble()),
            Brain = new Volume<byte>(geometry).Map(_ => (byte)1),
            Reference = reference,
            Source = geometry,
        };
    }
}
