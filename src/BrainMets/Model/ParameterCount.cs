namespace BrainMets.Model;

/// <summary>Number of trainable parameters by arithmetic, so that it can be told without making the network.</summary>
public static class ParameterCount
{
    public static long Of(ModelOptions options)
    {
        var pathways = 1 + options.ContextFactors.Count;
        long pathway = 1;
        for (var i = 0; i < options.FeatureMaps.Count; i++)
        {
            var inputs = i == 0 ? 1 : options.FeatureMaps[i - 1];
            pathway += (27L * inputs * options.FeatureMaps[i]) + (i == 0 ? 0 : Normalised(options, inputs));
        }

        long head = 2;
        var maps = pathways * options.FeatureMaps[^1];
        foreach (var next in options.FullyConnected.Append(2))
        {
            head += Normalised(options, maps) + ((long)maps * next);
            maps = next;
        }

        return (pathways * pathway) + head;
    }

    /// <summary>Scale, shift and slope of each channel of a normalised, activated input.</summary>
    private static long Normalised(ModelOptions options, int channels) => channels * (options.Activation == Activation.PRelu ? 3L : 2L);
}
