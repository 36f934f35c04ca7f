using BrainMets.Training;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace BrainMets.Tests.Training;

public sealed class NesterovRmsPropTests
{
    /// <summary>Golden sequence of docs/method.md.</summary>
    [Fact]
    public void The_published_sequence_is_followed()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones(1, ScalarType.Float64));
        using var optimizer = new NesterovRmsProp([("theta", parameter)], new OptimizerOptions());
        (double Gradient, double Theta)[] steps =
        [
            (.5, 0.994950444775), (-.2, 0.995776340736), (.1, 0.994523168805), (.001, 0.994140444059), (0, 0.993914812318),
        ];
        foreach (var (gradient, theta) in steps)
        {
            (parameter * tensor([gradient])).sum().backward();

            optimizer.Step(1e-3);

            Assert.Equal(theta, parameter.item<double>(), 11);
        }
    }

    [Fact]
    public void The_penalty_is_that_of_the_loss_it_stands_for()
    {
        using var scope = NewDisposeScope();
        using var penalised = new Parameter(randn([2, 1, 3, 3, 3], ScalarType.Float64));
        using var reference = new Parameter(penalised.detach().clone());
        using var ours = new NesterovRmsProp([("w", penalised)], new OptimizerOptions());
        using var plain = new NesterovRmsProp([("w", reference)], new OptimizerOptions());

        (penalised * tensor([2.0])).sum().backward();
        ours.Step(1e-3, l1: 1e-2, l2: 1e-1);
        stack([(reference * tensor([2.0])).sum(), (reference.abs() * tensor([1e-2])).sum(), (reference * reference * tensor([1e-1])).sum()])
            .sum().backward();
        plain.Step(1e-3);

        Assert.True(allclose(penalised, reference, 1e-12, 1e-12));
    }
}
