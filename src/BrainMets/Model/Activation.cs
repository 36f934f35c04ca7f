namespace BrainMets.Model;

/// <summary>What stands between batch normalisation and convolution.</summary>
public enum Activation
{
    /// <summary>max(0, x) + a * min(0, x) with one learned slope a channel, initially 0.01 (the paper's).</summary>
    PRelu,

    /// <summary>max(0, x): about a third less time a step in bf16.</summary>
    Relu,
}
