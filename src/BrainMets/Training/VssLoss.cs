using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// Volume-level sensitivity-specificity loss (Huang et al. 2022; docs/method.md, "Loss"): at least one voxel of every unit with a lesion
/// should have a high probability, and no voxel of a segment without lesions. Per segment: s = largest probability inside the reference, m
/// = largest probability when there is no reference.
/// </summary>
internal static class VssLoss
{
    /// <summary>
    /// Added to the count of units and to the sums, so that a batch without one kind is defined. The sums' share only shifts the value, not
    /// the gradient.
    /// </summary>
    public const double Smoothing = 1;

    /// <param name="probability">Probability of metastasis, [N, Z, Y, X] float32.</param>
    /// <param name="components">Number of the lesion each voxel belongs to, 0 for none, [N, Z, Y, X] uint8.</param>
    /// <param name="alpha">Weight of the sensitivity term, 0..1.</param>
    /// <param name="unit">Segment (the paper) or connected component.</param>
    /// <param name="numbers">
    /// The numbers above 0 in <paramref name="components"/>, ascending, when known; null to read them from the tensor, which waits for the
    /// device.
    /// </param>
    /// <returns>A scalar: 1 - [(1 - alpha) TN + alpha TP].</returns>
    public static Tensor Of(Tensor probability, Tensor components, double alpha, VssUnit unit, IReadOnlyList<long>? numbers = null)
    {
        var flat = probability.flatten(1);                                  // [N, V]
        var labels = components.flatten(1);                                 // [N, V]
        var positive = labels.IsAbove(0);
        var hasLesion = positive.any(1);                                    // [N]
        var (hits, units) = unit == VssUnit.Segment
            ? (flat.mul(positive).amax([1]).sum(), hasLesion.sum())
            : ComponentHits(flat, labels, numbers ?? NumbersIn(labels));
        var free = hasLesion.logical_not();
        var alarms = flat.amax([1]).mul(free).sum();
        return FromSums(hits, units, alarms, free.sum(), alpha);
    }

    /// <summary>The loss from its four sums; apart so that published values can be checked.</summary>
    public static Tensor FromSums(Tensor hits, Tensor units, Tensor alarms, Tensor freeSegments, double alpha)
    {
        var sensitivity = hits.Plus(Smoothing) / units.Plus(Smoothing);
        var specificity = (alarms.Plus(Smoothing) / freeSegments.Plus(Smoothing)).OneMinus();
        return specificity.Times(1 - alpha).Plus(sensitivity.Times(alpha)).OneMinus();
    }

    private static (Tensor Hits, Tensor Units) ComponentHits(Tensor flat, Tensor labels, IReadOnlyList<long> numbers)
    {
        var hits = zeros(1, flat.dtype, flat.device).sum();
        var units = zeros(1, flat.dtype, flat.device).sum();
        foreach (var label in numbers)
        {
            var inside = labels.Is(label);
            var present = inside.any(1);
            hits = hits.Plus(flat.mul(inside).amax([1]).mul(present).sum());
            units = units.Plus(present.sum());
        }

        return (hits, units);
    }

    private static long[] NumbersIn(Tensor labels) => [.. labels.unique().output.to(ScalarType.Int64).cpu().data<long>().Where(l => l > 0)];
}

/// <summary>The unit in which the sensitivity term requires one voxel of high probability.</summary>
internal enum VssUnit
{
    /// <summary>A training segment, as published: finding a second lesion in it does not lower the loss.</summary>
    Segment,

    /// <summary>Each connected component of the reference within a segment.</summary>
    Component,
}
