using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BrainMets.Model;

/// <summary>
/// The convolution of training: valid, stride 1, no bias. On some CPUs the library's kernels are silently wrong where channels do not fill
/// whole vectors: outputs in bfloat16 and gradients in both formats hold uninitialised memory (docs/decisions/0011). The CPU is tested
/// before the first convolution; where the test fails, channels are padded with zeros.
/// </summary>
internal static class ValidConvolution
{
    /// <summary>Channels in a vector of the widest instructions (float32).</summary>
    private const int Lane = 16;

    private static readonly Lazy<bool> Trusted = new(OnFreshThread);

    /// <summary>False where the library's own convolution fails the test on this CPU.</summary>
    public static bool LibraryIsTrusted => Trusted.Value;

    /// <param name="input">[N, C, Z, Y, X].</param>
    /// <param name="weight">[O, C, K, K, K], of the same type.</param>
    /// <returns>[N, O, Z - K + 1, Y - K + 1, X - K + 1].</returns>
    public static Tensor Of(Tensor input, Tensor weight) =>
        input.device.type != TorchSharp.DeviceType.CPU || IsWhole(weight) || LibraryIsTrusted
            ? functional.conv3d(input, weight)
            : Padded(input, weight);

    /// <summary>The same by channels that fill whole vectors; the gradient passes through the padding.</summary>
    internal static Tensor Padded(Tensor input, Tensor weight)
    {
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var (moreOutputs, moreInputs) = (Missing(outputs), Missing(inputs));
        var wideWeight = functional.pad(weight, [0, 0, 0, 0, 0, 0, 0, moreInputs, 0, moreOutputs]);
        var wideInput = moreInputs == 0 ? input : functional.pad(input, [0, 0, 0, 0, 0, 0, 0, moreInputs]);
        var output = functional.conv3d(wideInput, wideWeight);
        return moreOutputs == 0 ? output : output.narrow(1, 0, outputs);
    }

    private static bool IsWhole(Tensor weight) => Missing(weight.shape[0]) == 0 && Missing(weight.shape[1]) == 0;

    private static long Missing(long channels) => (Lane - (channels % Lane)) % Lane;

    /// <summary>Gradient recording is a property of the thread: one that predicts records none and cannot enable it.</summary>
    private static bool OnFreshThread()
    {
        var right = false;
        var thread = new Thread(() =>
        {
            try
            {
                right = IsRight(ScalarType.Float32) && IsRight(ScalarType.BFloat16);
            }
            catch (System.Runtime.InteropServices.ExternalException)
            {
                right = false; // A library that cannot do it is not to be trusted with it.
            }
        });
        thread.Start();
        thread.Join();
        return right;
    }

    /// <summary>Output and both gradients compared with those in float64, which other code of the library computes.</summary>
    private static bool IsRight(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        (int Inputs, int Outputs, int Kernel)[] shapes = [(4, 6, 3), (8, 8, 3), (1, 4, 3), (16, 24, 3), (30, 1, 1)];
        return shapes.All(s =>
        {
            var input = randn([2, s.Inputs, 11, 11, 11], generator: random).to(type);
            var weight = randn([s.Outputs, s.Inputs, s.Kernel, s.Kernel, s.Kernel], generator: random).to(type);
            var weights = randn([2, s.Outputs, 12 - s.Kernel, 12 - s.Kernel, 12 - s.Kernel], generator: random).to(type);
            return Gradients(input, weight, weights).Zip(Gradients(input.to(float64), weight.to(float64), weights.to(float64)))
                .All(pair => IsClose(pair.First.to(float64), pair.Second, type == ScalarType.BFloat16 ? 0.02 : 1e-4));
        });
    }

    private static Tensor[] Gradients(Tensor input, Tensor weight, Tensor outputGradient)
    {
        var (x, w) = (input.detach().requires_grad_(), weight.detach().requires_grad_());
        var output = functional.conv3d(x, w);
        output.backward([outputGradient]);
        return [output.detach(), x.grad!, w.grad!]; // required two lines above
    }

    /// <summary>By the largest magnitude; not a number is not close.</summary>
    private static bool IsClose(Tensor value, Tensor expected, double tolerance)
    {
        var worst = value.Plus(expected.neg()).abs_().max().item<double>();
        return worst <= tolerance * expected.abs().max().item<double>();
    }
}
