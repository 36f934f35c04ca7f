using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>The weights of a published brain-extraction network, read and checked once, and the way from a scan to its mask.</summary>
internal sealed class BrainModel
{
    /// <summary>SHA-256 of the only published file of MindGrab; any other is damaged or an untested version.</summary>
    public const string MindgrabSha256 = "c9a01490fe2d13acc1515fd019b69db176ebe6f40c9b84aeb77f25acbc2ee0f3";

    private const string Guide = "docs/brain-extraction.md states where it is published.";

    /// <summary>SynthStrip's mask holds what lies up to this far outside the brain's surface, as published.</summary>
    private const float BorderMm = 1;

    /// <summary>Each run takes gigabytes and all cores, so cases prepared in parallel take turns.</summary>
    private static readonly Lock OneAtATime = new();

    private readonly float[] mindgrab;
    private readonly IReadOnlyDictionary<string, float[]> synthstrip;

    private BrainModel(BrainExtractionMethod method, string sha256, float[] mindgrab, IReadOnlyDictionary<string, float[]> synthstrip) =>
        (Method, Sha256, this.mindgrab, this.synthstrip) = (method, sha256, mindgrab, synthstrip);

    public BrainExtractionMethod Method { get; }

    /// <summary>Of the file, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The network of the options; null for the built-in method.</summary>
    /// <exception cref="InvalidInputException">No file is named, it cannot be read, or it is not the network's.</exception>
    public static BrainModel? Load(PreprocessingOptions options)
    {
        if (options.BrainExtraction == BrainExtractionMethod.Builtin)
        {
            return null;
        }

        var name = options.BrainExtraction.ToString().ToLowerInvariant();
        var path = options.BrainModel ?? throw new InvalidInputException(
            "brain extraction",
                $"{name} needs the file of its weights and none is named. Give --brain-model FILE (preprocessing.brainModel in a "
                    + $"configuration); {Guide}");
        var bytes = Bytes(path, name);
        var sha256 = FileHash.OfBytes(bytes);
        return options.BrainExtraction == BrainExtractionMethod.Mindgrab
            ? new BrainModel(options.BrainExtraction, sha256, MindgrabValues(path, bytes, sha256), new Dictionary<string, float[]>())
            : new BrainModel(options.BrainExtraction, sha256, [], SynthstripWeights.Read(path));
    }

    /// <summary>
    /// 1 inside the brain, on the grid of <paramref name="head"/>; all 0 when the network finds none. Computed on the CPU in float32.
    /// </summary>
    /// <param name="head">T1c with skull, any orientation and spacing.</param>
    /// <param name="progress">The part done, 0..1.</param>
    /// <param name="cancellation">Heard within seconds.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Volume<byte> FindBrain(Volume<float> head, IProgress<double>? progress, CancellationToken cancellation)
    {
        lock (OneAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            return Method == BrainExtractionMethod.Mindgrab
                ? Mindgrab(head, progress, cancellation)
                : Synthstrip(head, progress, cancellation);
        }
    }

    private static byte[] Bytes(string path, string name)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, $"the weights of {name} cannot be read: {e.Message} Give --brain-model FILE; {Guide}", e);
        }
    }

    private static float[] MindgrabValues(string path, byte[] bytes, string sha256)
    {
        const int ExpectedBytes = sizeof(float) * MindgrabNetwork.ValueCount;
        if (bytes.Length != ExpectedBytes)
        {
            throw new InvalidInputException(path, FormattableString.Invariant(
                $"is not MindGrab's model.bin: expected {MindgrabNetwork.ValueCount:N0} float32 = {ExpectedBytes:N0} bytes, found {bytes.Length:N0}. Give --brain-model the file model.bin itself, whole, not model.json or a pointer to it; {Guide}"));
        }

        return sha256 == MindgrabSha256
            ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
            : throw new InvalidInputException(
                path,
                $"has the size of MindGrab's model.bin but other bytes: SHA-256 {sha256}, expected {MindgrabSha256}. It is damaged or a "
                    + $"version that was not compared with the published results. Download it again; {Guide}");
    }

    private Volume<byte> Mindgrab(Volume<float> head, IProgress<double>? progress, CancellationToken cancellation)
    {
        var conformed = MindgrabInput.Conform(head);
        var size = conformed.Size;
        using var network = new MindgrabNetwork(mindgrab);
        var input = ConformedGrid.ToTensor<float>(MindgrabInput.Normalize(conformed.Voxels), size);
        var logits = network.Logits(input, size, new LayerProgress(progress), cancellation);
        var classes = new byte[size.Count];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = (byte)(logits[(2 * i) + 1] > logits[2 * i] ? 1 : 0);
        }

        var brain = new Volume<byte>(conformed.Geometry, ConformedGrid.FromTensor<byte>(classes, size));
        return ConformedGrid.Restore(ConnectedComponents.Largest(brain), head.Geometry);
    }

    private Volume<byte> Synthstrip(Volume<float> head, IProgress<double>? progress, CancellationToken cancellation)
    {
        const float FarOutsideMm = 100;
        var conformed = SynthstripInput.Conform(head);
        using var network = new SynthstripNetwork(synthstrip);
        var distances =
            network.Distances(ConformedGrid.ToTensor<float>(conformed.Voxels, conformed.Size), conformed.Size, progress, cancellation);
        var volume = new Volume<float>(conformed.Geometry, ConformedGrid.FromTensor<float>(distances, conformed.Size));
        var inside = Resampler.Linear(volume, head.Geometry, FarOutsideMm).Map(d => (byte)(d < BorderMm ? 1 : 0));
        return Morphology.FillHoles(ConnectedComponents.Largest(inside));
    }

    /// <summary>Turns layers done into the part done.</summary>
    private sealed class LayerProgress(IProgress<double>? progress) : IProgress<LayerStatistics>
    {
        public void Report(LayerStatistics value) => progress?.Report((value.Layer + 1.0) / (MindgrabNetwork.LayerCount + 1));
    }
}

/// <summary>
/// Finds the brain in a T1 post-contrast head without any trained weights: intensity, morphology on a 2 mm grid and a generous boundary of
/// what a brain's shape can be. Method, measured accuracy and failure modes: docs/preprocessing.md. Networks: <see cref="BrainModel"/>.
/// </summary>
internal static class BrainExtraction
{
    private static readonly SpacingMm CoarseSpacing = new(2, 2, 2);

    /// <summary>
    /// The brain of an image that was already skull-stripped (constant background, no skull), holes filled; null when it was not.
    /// </summary>
    public static Volume<byte>? AlreadyStripped(Volume<float> image) => SkullStrippingDetector.FindBrain(image);

    /// <summary>1 inside the brain, on the grid of <paramref name="image"/>; all 0 when there is none in it.</summary>
    /// <param name="image">T1c of a head, best at about 1 mm; orientation by its affine, so any axis order.</param>
    public static Volume<byte> Extract(Volume<float> image)
    {
        var grid = WorkingGrid.Covering(image.Geometry, CoarseSpacing);
        var coarse = Resampler.Linear(image, grid, outside: 0);
        return HeadEstimate.From(coarse) is { } head && BrainCore.Find(image, coarse, head) is { } found
            ? BrainEnvelope.Around(found, coarse, image.Geometry)
            : new Volume<byte>(image.Geometry);
    }
}

/// <summary>How a brain is found in a head. docs/brain-extraction.md compares them and names the sources of weights.</summary>
internal enum BrainExtractionMethod
{
    /// <summary><see cref="BrainExtraction"/>: intensity and morphology, without weights.</summary>
    Builtin,

    /// <summary>The published network MindGrab from its file model.bin.</summary>
    Mindgrab,

    /// <summary>The published network SynthStrip from a safetensors file.</summary>
    Synthstrip,
}
