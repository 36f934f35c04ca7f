using BrainMets.Model;
using BrainMets.Sampling;
using BrainMets.Tests.Support;
using BrainMets.Training;

namespace BrainMets.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [MemberData(nameof(MiniConfig.Kinds), MemberType = typeof(MiniConfig))]
    public void Training_leaves_no_tensor_behind(string kind)
    {
        using var model = Network(kind);
        using var trainer = NewTrainer(model, epochs: 3, kind);
        var live = new List<long>();

        foreach (var _ in trainer.Run(Sampler(kind), 0, CancellationToken.None))
        {
            live.Add(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(live[1], live[2]);                                     // the first epoch makes the gradients, which stay
    }

    [Slow(4)]
    [Theory]
    [MemberData(nameof(MiniConfig.Kinds), MemberType = typeof(MiniConfig))]
    public void The_loss_falls(string kind)
    {
        using var model = Network(kind);
        using var trainer = NewTrainer(model, epochs: 12, kind);

        var epochs = trainer.Run(Sampler(kind), 0, CancellationToken.None).ToList();

        Assert.True(epochs[^1].Loss < 0.6 * epochs[0].Loss, $"{epochs[0].Loss} -> {epochs[^1].Loss}");
    }

    [Slow(2)]
    [Theory]
    [MemberData(nameof(MiniConfig.Kinds), MemberType = typeof(MiniConfig))]
    public void The_same_seed_gives_the_same_weights(string kind)
    {
        using var first = Trained(kind, seed: 4);
        using var second = Trained(kind, seed: 4);
        using var other = Trained(kind, seed: 5);

        Assert.Equal(Bytes(first), Bytes(second));
        Assert.NotEqual(Bytes(first), Bytes(other));
    }

    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(17 * 20, 1e-3)]
    [InlineData((18 * 20) - 1, 1e-3)]
    [InlineData(18 * 20, 5e-4)]
    [InlineData(23 * 20, 2.5e-4)]
    [InlineData(58 * 20, 3.90625e-6)]
    public void The_rate_halves_after_the_published_epochs(int epoch, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.At(new OptimizerOptions(), epoch * 100, 100, 1400), 1e-12);

    [Fact]
    public void The_cosine_falls_from_the_full_rate_to_nothing()
    {
        var options = new OptimizerOptions { Schedule = ScheduleKind.Cosine, WarmUpSteps = 10 };

        Assert.Equal(1e-4, LearningRateSchedule.At(options, 0, 100, 10), 1e-9);
        Assert.Equal(5e-4, LearningRateSchedule.At(options, 500, 100, 10), 1e-9);
        Assert.True(LearningRateSchedule.At(options, 999, 100, 10) < 1e-8);
    }

    [Fact]
    public void Cancelling_stops_between_two_steps()
    {
        using var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        using var trainer = NewTrainer(model, epochs: 100);
        using var source = new CancellationTokenSource();
        var steps = 0;
        trainer.Progressed += (_, p) =>
        {
            steps = p.StepsDone;
            if (steps == 3)
            {
                source.Cancel();
            }
        };

        Assert.Throws<OperationCanceledException>(() => trainer.Run(Sampler(), 0, source.Token).ToList());

        Assert.Equal(3, steps);
    }

    [Slow(5)]
    [Theory]
    [InlineData("deepmedic", nameof(VssUnit.Segment))]
    [InlineData("deepmedic", nameof(VssUnit.Component))]
    [InlineData("unet", nameof(VssUnit.Segment))]
    public void Bfloat16_trains_as_well(string kind, string unitName)
    {
        var unit = Enum.Parse<VssUnit>(unitName);
        using var model = Network(kind);
        var options = new TrainingOptions { Epochs = 12, Loss = new LossOptions { VssUnit = unit } };
        using var trainer = new Trainer(model, options, MiniConfig.Of(kind).Sampling, new Compute("cpu", Precision.Bf16), 1);

        var epochs = trainer.Run(Sampler(kind), 0, CancellationToken.None).ToList();

        Assert.True(epochs[^1].Loss < 0.7 * epochs[0].Loss, $"{epochs[0].Loss} -> {epochs[^1].Loss}");
    }

    [Fact]
    public void Looking_at_the_loss_seldom_changes_nothing_but_how_often_progress_is_told()
    {
        var (often, seldom) = (Progress(TimeSpan.Zero), Progress(TimeSpan.FromDays(1)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], often.Progress.Select(p => p.StepsDone));
        Assert.Equal(often.Progress.Where(p => p.StepsDone % 4 == 0), seldom.Progress);
        Assert.Equal(often.Epochs.Select(e => (e.Loss, e.CrossEntropy, e.Vss)), seldom.Epochs.Select(e => (e.Loss, e.CrossEntropy, e.Vss)));
        // added up in the order of the steps, in double precision
        Assert.Equal(often.Progress.Take(4).Sum(p => p.Loss) / 4, often.Epochs[0].Loss);
    }

    [Theory]
    [InlineData(0, "in epoch 1, step 2.")]                                  // the first step spoils the weights, the second sees it
    [InlineData(86_400, "in epoch 1, steps 1 to 4.")]
    public void A_loss_that_is_not_finite_is_an_error_that_says_where(int readIntervalSeconds, string expected)
    {
        using var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        var options = new TrainingOptions { Epochs = 2, Optimizer = new OptimizerOptions { LearningRate = double.PositiveInfinity } };
        using var trainer = new Trainer(model, options, MiniConfig.Experiment.Sampling, Compute.Reference, 1)
        {
            ReadInterval = TimeSpan.FromSeconds(readIntervalSeconds),
        };

        var e = Assert.Throws<InvalidOperationException>(() => trainer.Run(Sampler(), 0, CancellationToken.None).ToList());

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_time_of_an_epoch_it_is_known_how_long_the_network_waited_for_segments()
    {
        using var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        using var trainer = NewTrainer(model, epochs: 2);

        // measured in every epoch
        Assert.All(trainer.Run(Sampler(), 0, CancellationToken.None), e => Assert.InRange(e.SamplerWaitSeconds!.Value, 0, e.Seconds));
    }

    private static (List<TrainingProgress> Progress, List<EpochSummary> Epochs) Progress(TimeSpan readInterval)
    {
        using var model = SegmentationNetwork.Create(MiniConfig.Model, 1, "cpu");
        using var trainer = new Trainer(model, new TrainingOptions { Epochs = 2 }, MiniConfig.Experiment.Sampling, Compute.Reference, 1)
        {
            ReadInterval = readInterval,
        };
        var progress = new List<TrainingProgress>();
        trainer.Progressed += (_, p) => progress.Add(p);
        return (progress, [.. trainer.Run(Sampler(), 0, CancellationToken.None)]);
    }

    private static SegmentationNetwork Network(string kind, int seed = 1) =>
        SegmentationNetwork.Create(MiniConfig.Of(kind).Model, seed, "cpu");

    private static SegmentationNetwork Trained(string kind, int seed)
    {
        var model = Network(kind, seed);
        using var trainer = new Trainer(model, new TrainingOptions { Epochs = 2 }, MiniConfig.Of(kind).Sampling, Compute.Reference, seed);
        Assert.Equal(2, trainer.Run(Sampler(kind), 0, CancellationToken.None).Count());
        return model;
    }

    private static byte[] Bytes(SegmentationNetwork model) =>
        [.. ModelFile.Tensors(model).OrderBy(t => t.Name, StringComparer.Ordinal).SelectMany(t => t.Tensor.bytes.ToArray())];

    private static Trainer NewTrainer(SegmentationNetwork model, int epochs, string kind = "deepmedic") =>
        new(model, new TrainingOptions { Epochs = epochs }, MiniConfig.Of(kind).Sampling, Compute.Reference, 1);

    private static PatchSampler Sampler(string kind = "deepmedic")
    {
        var (config, input) = (MiniConfig.Of(kind), MiniConfig.Of(kind).Model.Input());
        SamplingCase Case(int i) => new(MiniCases.Prepared($"m{i}", i), input.ContextFactors, input.ContextPool);
        return new PatchSampler([Case(1), Case(2)], config.Sampling, 1);
    }
}
