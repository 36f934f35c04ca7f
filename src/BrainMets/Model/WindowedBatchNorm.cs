using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>
/// Batch normalisation whose inference statistics are the mean over the last so many training batches (not a moving average). Slots that
/// no batch has filled yet are left out of that mean; the published code counts them as mean 0 and variance 1.
/// </summary>
internal sealed class WindowedBatchNorm : Module<Tensor, Tensor>
{
    private readonly Parameter scale;
    private readonly Parameter shift;
    private readonly Tensor means;
    private readonly Tensor variances;
    private readonly Tensor batches;
    private readonly double epsilon;

    // The buffer's value, kept on the host so that no forward pass waits for the device; null until read, and after the buffer was written
    // by others.
    private long? seen;

    public WindowedBatchNorm(int channels, int window, double epsilon)
        : base(nameof(WindowedBatchNorm))
    {
        scale = Parameter(ones(channels));
        shift = Parameter(zeros(channels));
        means = zeros(window, channels);
        variances = zeros(window, channels);
        batches = zeros(1, ScalarType.Int64);
        this.epsilon = epsilon;
        RegisterComponents();
    }

    /// <summary>To be called after the buffers were written from outside: the next pass reads the number of batches again.</summary>
    public void BuffersChanged() => seen = null;

    /// <param name="input">[N, C, Z, Y, X], float32 or bfloat16; the statistics are float32.</param>
    public override Tensor forward(Tensor input) => training ? ForwardTraining(input) : ForwardInference(input);

    /// <summary>What it does in prediction, as one scale and one shift a channel: y = scale x + shift.</summary>
    internal (float[] Scale, float[] Shift) Affine()
    {
        using var scope = NewDisposeScope();
        var (mean, variance) = Statistics();
        var (means, variances, scales, shifts) = (ConvolutionBlock.Values(mean), ConvolutionBlock.Values(variance),
            ConvolutionBlock.Values(scale), ConvolutionBlock.Values(shift));
        for (var c = 0; c < scales.Length; c++)
        {
            scales[c] = (float)(scales[c] / Math.Sqrt(variances[c] + epsilon));
            shifts[c] = (float)(shifts[c] - ((double)means[c] * scales[c]));
        }

        return (scales, shifts);
    }

    private long Seen() => seen ??= batches.item<long>();

    private Tensor ForwardTraining(Tensor input)
    {
        using var mean = zeros_like(scale.detach());
        using var variance = ones_like(scale.detach());

        // A momentum of 1 makes the library hand the statistics of this very batch back in the two buffers.
        var output = functional.batch_norm(input, mean, variance, scale, shift, training: true, momentum: 1.0, eps: epsilon);
        using var guard = no_grad();
        var before = Seen();
        var slot = before % means.shape[0];
        var count = input.numel() / input.shape[1];
        using var meanSlot = means[slot];
        using var varianceSlot = variances[slot];
        meanSlot.copy_(mean);

        // The library's estimate is unbiased; the lineage averages the biased one.
        varianceSlot.copy_(variance.Times((count - 1.0) / count));
        // Queued like all else: the buffer is always what a checkpoint should hold.
        batches.Fill(before + 1);
        seen = before + 1;
        return output;
    }

    private Tensor ForwardInference(Tensor input)
    {
        var (mean, variance) = Statistics();
        using var meanOwner = mean;
        using var varianceOwner = variance;
        return functional.batch_norm(input, mean, variance, scale, shift, training: false, momentum: 0, eps: epsilon);
    }

    /// <summary>Mean and variance over the batches seen; 0 and 1 before the first.</summary>
    private (Tensor Mean, Tensor Variance) Statistics()
    {
        var filled = Math.Min(Seen(), means.shape[0]);
        return filled == 0
            ? (zeros_like(scale), ones_like(scale))
            : (means.narrow(0, 0, filled).mean([0]), variances.narrow(0, 0, filled).mean([0]));
    }
}
