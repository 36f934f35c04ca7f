namespace BrainMets.Inference;

/// <summary>Where channels lie in memory: groups, each padded to a multiple of <see cref="Lanes.Width"/>.</summary>
internal sealed class ChannelLayout
{
    private readonly int[] positions;

    private ChannelLayout(int[] positions, int padded) => (this.positions, Padded) = (positions, padded);

    /// <summary>Channels with padding.</summary>
    public int Padded { get; }

    public int Count => positions.Length;

    public int this[int channel] => positions[channel];

    /// <summary>One group.</summary>
    public static ChannelLayout Of(int channels) => Of([channels]);

    /// <summary>Several groups, each beginning at a multiple of the width.</summary>
    public static ChannelLayout Of(IReadOnlyList<int> groups)
    {
        var positions = new List<int>();
        var start = 0;
        foreach (var group in groups)
        {
            positions.AddRange(Enumerable.Range(start, group));
            start += Lanes.Padded(group);
        }

        return new ChannelLayout([.. positions], start);
    }

    /// <summary>The first channels of this layout, and more after its end when there are not enough.</summary>
    public ChannelLayout Resized(int channels)
    {
        var kept = positions.Take(channels).ToList();
        kept.AddRange(Enumerable.Range(Padded, channels - kept.Count));
        return new ChannelLayout([.. kept], Lanes.Padded(kept[^1] + 1));
    }

    /// <summary>Values of channels at their places, 0 between.</summary>
    public float[] Spread(float[] values)
    {
        var spread = new float[Padded];
        for (var c = 0; c < values.Length; c++)
        {
            spread[positions[c]] = values[c];
        }

        return spread;
    }
}
