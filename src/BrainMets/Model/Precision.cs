namespace BrainMets.Model;

/// <summary>Number format of convolutions; weights, statistics and loss are float32 always.</summary>
public enum Precision
{
    /// <summary>The reference.</summary>
    Fp32,

    /// <summary>bfloat16: about three times as fast on processors with instructions for it.</summary>
    Bf16,
}
