using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// Adds up the losses of an epoch where they are computed. Reading a number waits for all the work queued before it, so they are read when somebody wants to see them
/// and not at each step. In float64, the same sums to the bit as adding the values up on the host.
/// </summary>
internal sealed class LossAccumulator : IDisposable
{
    private readonly Tensor sums;
    private readonly Tensor latest;

    public LossAccumulator(Device device)
    {
        sums = zeros(3, ScalarType.Float64, device).DetachFromDisposeScope();
        latest = zeros(3, ScalarType.Float64, device).DetachFromDisposeScope();
    }

    /// <summary>Adds those of one step, scalars in float32. Waits for nothing.</summary>
    public void Add(Tensor total, Tensor crossEntropy, Tensor vss)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        latest.copy_(stack([total, crossEntropy, vss]));
        sums.Add(latest);
    }

    /// <summary>The sums so far, and the total loss of the latest step. Waits for the device.</summary>
    public (double Total, double CrossEntropy, double Vss, double LatestTotal) Read()
    {
        using var scope = NewDisposeScope();
        var values = cat([sums, latest]).cpu().data<double>();
        return (values[0], values[1], values[2], values[3]);
    }

    public void Dispose()
    {
        sums.Dispose();
        latest.Dispose();
    }
}
