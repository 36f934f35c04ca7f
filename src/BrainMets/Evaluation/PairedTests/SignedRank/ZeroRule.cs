namespace BrainMets.Evaluation;

/// <summary>What the signed-rank test does with differences of exactly zero, such as two readers who both miss a lesion.</summary>
public enum ZeroRule
{
    /// <summary>Zeros are ranked with the others, then their ranks are left out (Pratt 1959). Our default.</summary>
    Pratt,

    /// <summary>Zeros are left out before ranking (Wilcoxon 1945). Removing a zero can then change the verdict either way.</summary>
    Wilcoxon,

    /// <summary>Zeros are ranked with the others, and half of their ranks goes to either side.</summary>
    Split,
}
