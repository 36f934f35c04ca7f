using BrainMets.Training;
using static TorchSharp.torch;

namespace BrainMets.Tests.Training;

public sealed class VssLossTests
{
    /// <summary>Five segments of docs/method.md: lesion peaks .8 and .3, lesion-free peaks .6, .1, .05.</summary>
    [Theory]
    [InlineData(0.5, 0.368750000)]
    [InlineData(0.95, 0.306875000)]
    [InlineData(0.99, 0.301375)]
    [InlineData(0.995, 0.300687500)]
    public void Published_values_are_met(double alpha, double expected)
    {
        using var scope = NewDisposeScope();
        var probability = zeros(5, 1, 1, 3);
        var components = zeros(5, 1, 1, 3, ScalarType.Byte);
        float[] peaks = [.8f, .3f, .6f, .1f, .05f];
        for (var i = 0; i < 5; i++)
        {
            probability[i, 0, 0, 1] = peaks[i];
        }

        probability[0, 0, 0, 2] = .9f;                                      // segment peak outside the lesion
        components[0, 0, 0, 1] = (byte)1;
        components[1, 0, 0, 1] = (byte)1;

        var loss = VssLoss.Of(probability, components, alpha, VssUnit.Segment).item<float>();

        Assert.Equal(expected, loss, 1e-6);
    }

    [Fact]
    public void A_second_lesion_in_a_segment_counts_only_by_component()
    {
        using var scope = NewDisposeScope();
        var probability = tensor(new[] { .9f, 0f, .2f }).view(1, 1, 1, 3);
        var components = tensor(new byte[] { 1, 0, 2 }).view(1, 1, 1, 3);

        var segment = VssLoss.Of(probability, components, 1, VssUnit.Segment).item<float>();
        var component = VssLoss.Of(probability, components, 1, VssUnit.Component).item<float>();

        Assert.Equal(1 - ((.9 + 1) / 2), segment, 6);
        Assert.Equal(1 - ((.9 + .2 + 1) / 3), component, 6);
    }

    [Fact]
    public void The_gradient_touches_one_voxel_a_segment()
    {
        using var scope = NewDisposeScope();
        var probability = rand(4, 3, 3, 3).requires_grad_();
        var components = zeros(4, 3, 3, 3, ScalarType.Byte);
        components[0, 1] = 1;

        VssLoss.Of(probability, components, .5, VssUnit.Segment).backward();

        Assert.Equal([1L, 1, 1, 1], probability.grad!.to(ScalarType.Bool).flatten(1).sum(1).data<long>().ToArray());
    }
}
