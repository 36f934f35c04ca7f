namespace BrainMets.Preprocessing;

/// <summary>One 3^3 convolution with bias of the published network.</summary>
/// <param name="Name">As in the checkpoint, without ".weight" or ".bias".</param>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
public sealed record SynthstripLayer(string Name, int Inputs, int Outputs)
{
    private const int Levels = 6;
    private const int ConvolutionsPerLevel = 2;

    /// <summary>Channels of the encoder's levels, finest first; the coarsest level has as many as the last.</summary>
    private static readonly int[] Features = [16, 32, 64, 64, 64, 64];
    private static readonly int[] DecoderFeatures = [64, 64, 64, 64, 64, 32];
    private static readonly int[] FinalFeatures = [16, 16, 1];

    /// <summary>
    /// All 27 in the order of computation (Hoopes et al., NeuroImage 260, 2022, 119474): an encoder of six levels and a decoder of six, two
    /// convolutions each, then three at full resolution. Each decoder level but the first also reads what the encoder had at its resolution.
    /// </summary>
    public static IReadOnlyList<SynthstripLayer> All { get; } = [.. Encoder(), .. Decoder(), .. Final()];

    /// <summary>[out, in, 3, 3, 3].</summary>
    public long[] WeightShape => [Outputs, Inputs, 3, 3, 3];

    private static IEnumerable<SynthstripLayer> Encoder()
    {
        var channels = 1;
        for (var level = 0; level < Levels; level++)
        {
            for (var step = 0; step < ConvolutionsPerLevel; step++)
            {
                yield return new SynthstripLayer($"encoder.{level}.{step}.conv", channels, Features[level]);
                channels = Features[level];
            }
        }
    }

    private static IEnumerable<SynthstripLayer> Decoder()
    {
        var channels = Features[^1];
        for (var level = 0; level < Levels; level++)
        {
            for (var step = 0; step < ConvolutionsPerLevel; step++)
            {
                yield return new SynthstripLayer($"decoder.{level}.{step}.conv", channels, DecoderFeatures[level]);
                channels = DecoderFeatures[level];
            }

            channels += Features[Levels - 1 - level];
        }
    }

    private static IEnumerable<SynthstripLayer> Final()
    {
        var channels = DecoderFeatures[^1] + Features[0];
        for (var step = 0; step < FinalFeatures.Length; step++)
        {
            yield return new SynthstripLayer($"remaining.{step}.conv", channels, FinalFeatures[step]);
            channels = FinalFeatures[step];
        }
    }
}
