using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Tests.Support;

/// <summary>Random numbers in all that a network has learned to differ in, so that a test sees whether each is used.</summary>
internal static class DrawnNumbers
{
    /// <summary>Initial weights alone would leave scale 1, shift 0 and the statistics of no batch.</summary>
    public static void Fill(SegmentationNetwork model, ulong seed)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var random = new Generator(seed);
        foreach (var (_, parameter) in model.named_parameters().Where(p => p.parameter.dim() == 1))
        {
            parameter.Add(randn(parameter.shape, generator: random), factor: 0.2);
        }

        foreach (var (name, buffer) in model.named_buffers())
        {
            if (name.EndsWith("means", StringComparison.Ordinal))
            {
                buffer.copy_(randn(buffer.shape, generator: random).Times(0.3));
            }
            else if (name.EndsWith("variances", StringComparison.Ordinal))
            {
                buffer.copy_(rand(buffer.shape, generator: random).Plus(0.7));
            }
            else
            {
                buffer.Fill(60);
            }
        }
    }
}
