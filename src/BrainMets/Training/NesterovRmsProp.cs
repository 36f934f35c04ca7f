using BrainMets.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>
/// RMSProp with Nesterov momentum as the DeepMedic lineage has it (docs/method.md, "Optimiser"): epsilon inside the root, the momentum not
/// normalised, Nesterov in the form theta += m * v_new - s. The library's RMSprop has epsilon outside and no Nesterov.
/// </summary>
internal sealed class NesterovRmsProp : IDisposable
{
    private readonly List<Slot> slots;
    private readonly OptimizerOptions options;

    public NesterovRmsProp(IEnumerable<(string Name, Parameter Parameter)> parameters, OptimizerOptions options)
    {
        this.options = options;
        slots = [.. parameters.Select(p => new Slot(p.Name, p.Parameter))];
    }

    /// <summary>State by name: "NAME.square" and "NAME.velocity", for checkpoints. The optimiser keeps owning the tensors.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() =>
        slots.SelectMany(s => new[] { (s.Name + ".square", s.Square), (s.Name + ".velocity", s.Velocity) });

    /// <summary>
    /// One step from the gradients now on the parameters, then clears them. <paramref name="l1"/> and <paramref name="l2"/> penalise
    /// convolution weights only: l1 * sum|w| + l2 * sum w², so that their gradient is l1 * sign(w) + 2 * l2 * w.
    /// </summary>
    public void Step(double learningRate, double l1 = 0, double l2 = 0)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var slot in slots)
        {
            using var gradient = slot.Parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            if (slot.IsConvolutionWeight && (l1 > 0 || l2 > 0))
            {
                gradient.Add(slot.Parameter, factor: 2 * l2).Add(slot.Parameter.sign(), factor: l1);
            }

            slot.Square.Scale(options.Rho).AddSquare(gradient, factor: 1 - options.Rho);
            var step = gradient.div(slot.Square.Plus(options.Epsilon).sqrt_()).Scale(learningRate);
            slot.Velocity.Scale(options.Momentum).sub_(step);
            slot.Parameter.Add(slot.Velocity, factor: options.Momentum).sub_(step);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Square.Dispose();
            slot.Velocity.Dispose();
        }
    }

    private sealed record Slot
    {
        public Slot(string name, Parameter parameter)
        {
            (Name, Parameter) = (name, parameter);
            IsConvolutionWeight = parameter.dim() == 5;
            using var values = parameter.detach();
            Square = zeros_like(values).DetachFromDisposeScope();
            Velocity = zeros_like(values).DetachFromDisposeScope();
        }

        public string Name { get; }

        public Parameter Parameter { get; }

        public bool IsConvolutionWeight { get; }

        public Tensor Square { get; }

        public Tensor Velocity { get; }
    }
}

/// <summary>RMSProp with Nesterov momentum and its learning-rate schedule. Defaults are the paper's.</summary>
internal sealed record OptimizerOptions
{
    public double LearningRate { get; init; } = 1e-3;

    public double Momentum { get; init; } = 0.6;

    /// <summary>Decay of the mean squared gradient.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>Added to the mean squared gradient inside the root: a floor of 0.01 on the denominator.</summary>
    public double Epsilon { get; init; } = 1e-4;

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Halving;

    /// <summary>The rate halves once so many epochs are done. Default: the published 18, 23, 28 ... epochs of 20 sub-epochs.</summary>
    public IReadOnlyList<int> HalveAfterEpochs { get; init; } = [360, 460, 560, 660, 760, 960, 1060, 1160];

    /// <summary>Steps over which the rate rises linearly from 0; 0 for none, as published.</summary>
    public int WarmUpSteps { get; init; }
}

/// <summary>The learning rate of a step, as a pure function, so that a resumed run has the same.</summary>
internal static class LearningRateSchedule
{
    /// <param name="options">Rate, kind and warm-up.</param>
    /// <param name="step">From 0, over the whole training.</param>
    /// <param name="stepsPerEpoch">Steps an epoch.</param>
    /// <param name="epochs">Epochs of the whole training.</param>
    public static double At(OptimizerOptions options, int step, int stepsPerEpoch, int epochs)
    {
        var warmUp = step < options.WarmUpSteps ? (step + 1.0) / options.WarmUpSteps : 1;
        var fall = options.Schedule == ScheduleKind.Halving
            ? Math.Pow(0.5, options.HalveAfterEpochs.Count(e => step / stepsPerEpoch >= e))
            : 0.5 * (1 + Math.Cos(Math.PI * step / ((double)stepsPerEpoch * epochs)));
        return options.LearningRate * warmUp * fall;
    }
}

/// <summary>How the learning rate falls.</summary>
internal enum ScheduleKind
{
    /// <summary>By half at given epochs, the paper's.</summary>
    Halving,

    /// <summary>Along half a cosine from the full rate to 0 over all steps, for short trainings.</summary>
    Cosine,
}
