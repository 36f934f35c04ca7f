namespace BrainMets.Sampling;

/// <summary>
/// Draws class-balanced training segments. Every draw is a function of (seed, epoch, step), never of what was drawn before, so that
/// training resumed at an epoch uses the same segments as uninterrupted training.
/// </summary>
internal sealed class PatchSampler
{
    private readonly IReadOnlyList<SamplingCase> cases;
    private readonly SamplingOptions options;
    private readonly int seed;

    /// <exception cref="ArgumentException">No case, or none with a lesion.</exception>
    public PatchSampler(IReadOnlyList<SamplingCase> cases, SamplingOptions options, int seed)
    {
        if (!cases.Any(c => c.HasLesion))
        {
            throw new ArgumentException(
                $"None of the {cases.Count} training cases has a lesion inside the brain; there is nothing to train on.", nameof(cases));
        }

        (this.cases, this.options, this.seed) = (cases, options, seed);
    }

    /// <summary>Fills the arrays for one step of one epoch (both from 0).</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the arrays are half filled.</exception>
    public void Fill(BatchArrays batch, int epoch, int step, CancellationToken cancellation)
    {
        var active = CasesOf(epoch);
        var random = new Random(HashCode(seed, epoch, step));
        var lesionSegments = Share(random, batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var source = active[random.Next(active.Count)];
            var augmentation = Augmentation.Draw(options.Augmentation, random);
            var lesion = i < lesionSegments ? source.DrawLesion(options.LesionCentres, random) : null;
            var (x, y, z) = lesion ?? source.DrawBackground(options.BrightBackgroundShare, random);
            x = augmentation.FlipX ? source.Reader.ImageSize.X - 1 - x : x;
            var output = batch.Shape.Output;
            var start = new VoxelIndex(x - (output.X / 2), y - (output.Y / 2), z - (output.Z / 2));
            batch.Set(i, source.Reader, start, augmentation);
            batch.SetLabels(i, source, start, augmentation.FlipX);
        }
    }

    private static int HashCode(int seed, int epoch, int step) => unchecked((((seed * 486187739) + epoch) * 486187739) + step);

    private List<SamplingCase> CasesOf(int epoch)
    {
        var order = cases.ToArray();
        new Random(HashCode(seed, epoch, -1)).Shuffle(order);
        var active = order.Take(options.CasesPerEpoch).ToList();
        return active.Any(c => c.HasLesion) ? active : [.. order];
    }

    /// <summary>How many of the batch are lesion-centred; a fraction is rounded up or down at random by its size.</summary>
    private int Share(Random random, int count)
    {
        var exact = options.LesionShare * count;
        return (int)exact + (random.NextDouble() < exact - (int)exact ? 1 : 0);
    }
}

/// <summary>How training segments are drawn. Defaults are the paper's (docs/method.md).</summary>
internal sealed record SamplingOptions
{
    /// <summary>Side of the predicted cube of a training segment, in voxels. Default 19: an input of 37 with a halo of 9.</summary>
    public int OutputSize { get; init; } = 19;

    /// <summary>Segments a step.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>Steps an epoch. Default 100: the published sub-epoch of 1,000 segments; 20 of them make the published epoch.</summary>
    public int StepsPerEpoch { get; init; } = 100;

    /// <summary>At most so many cases, drawn without replacement, serve one epoch.</summary>
    public int CasesPerEpoch { get; init; } = 50;

    /// <summary>Share of segments centred on a lesion voxel, 0..1. Default 0.5: balanced between the two classes.</summary>
    public double LesionShare { get; init; } = 0.5;

    public LesionCentres LesionCentres { get; init; } = LesionCentres.Voxel;

    /// <summary>
    /// Share of the background segments centred on the brightest 3 % of the brain outside lesions, 0..1: vessels, dura and choroid plexus,
    /// which look most like lesions and which uniform draws meet rarely. Default 0, as published.
    /// </summary>
    public double BrightBackgroundShare { get; init; }

    public AugmentationOptions Augmentation { get; init; } = new();
}

/// <summary>What is drawn uniformly when a segment is to be centred on a lesion.</summary>
internal enum LesionCentres
{
    /// <summary>A lesion voxel, as published: large lesions are seen most.</summary>
    Voxel,

    /// <summary>A lesion, then one of its voxels: a small lesion is seen as often as a large one.</summary>
    Lesion,
}
