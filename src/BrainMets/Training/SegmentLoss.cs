using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// The loss of one batch: weighted cross entropy and VSS. The weight penalty is added to the gradient by the optimiser's caller.
/// </summary>
internal static class SegmentLoss
{
    /// <summary>Keeps the logarithm finite.</summary>
    private const double LogFloor = 1e-6;

    /// <param name="logits">[N, 2, Z, Y, X] float32.</param>
    /// <param name="components">Lesion number of each voxel, 0 for none, [N, Z, Y, X] uint8.</param>
    /// <param name="options">Weights.</param>
    /// <param name="numbers">
    /// The lesion numbers in <paramref name="components"/>; null to read them from there, which waits for the device.
    /// </param>
    /// <returns>Scalars: the weighted total, cross entropy and VSS.</returns>
    public static (Tensor Total, Tensor CrossEntropy, Tensor Vss) Of(
        Tensor logits, Tensor components, LossOptions options, IReadOnlyList<long>? numbers = null)
    {
        var probability = logits.softmax(1);
        var metastasis = probability.select(1, 1);                          // [N, Z, Y, X]
        var background = probability.select(1, 0);
        var ofReference = where(components.IsAbove(0), metastasis, background);
        var crossEntropy = ofReference.Plus(LogFloor).log().mean().neg();
        var vss = VssLoss.Of(metastasis, components, options.Alpha, options.VssUnit, numbers);
        return (crossEntropy.Times(options.CrossEntropyWeight).Plus(vss.Times(options.VssWeight)), crossEntropy, vss);
    }
}

/// <summary>Weights of the loss. Defaults are the paper's: 0.5 BCE + 0.5 VSS + L1 + L2.</summary>
internal sealed record LossOptions
{
    /// <summary>Weight of sensitivity against specificity in VSS, 0..1: higher finds more and raises more false alarms.</summary>
    public double Alpha { get; init; } = 0.5;

    public VssUnit VssUnit { get; init; } = VssUnit.Segment;

    public double CrossEntropyWeight { get; init; } = 0.5;

    public double VssWeight { get; init; } = 0.5;

    /// <summary>Factor on the sum of absolute convolution weights.</summary>
    public double L1 { get; init; } = 1e-6;

    /// <summary>Factor on the sum of squared convolution weights.</summary>
    public double L2 { get; init; } = 1e-4;
}
