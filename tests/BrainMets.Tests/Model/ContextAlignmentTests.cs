using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Preprocessing;
using static TorchSharp.torch;

namespace BrainMets.Tests.Model;

/// <summary>
/// A network whose every convolution passes its centre voxel on, so that a pathway is a mere crop. What an impulse in the image then
/// becomes in a context pathway's channel shows where that pathway believes it to be.
/// </summary>
public sealed class ContextAlignmentTests
{
    private static readonly DeepMedicOptions Options = new()
    {
        FeatureMaps = [1, 1, 1],
        ResidualLayers = [],
        FullyConnected = [3],
        Activation = Activation.Relu,
        Dropout = 0,
        BatchNormEpsilon = 0,
    };

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void An_impulse_comes_back_as_a_block_around_its_own_place(int channel, int factor)
    {
        using var model = PassThrough(channel);
        var geometry = new VolumeGeometry(new Size3(45, 45, 45), Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var image = new Volume<float>(geometry);
        var at = (X: (2 * factor) + (factor / 2), Y: (3 * factor) + (factor / 2), Z: (4 * factor) + (factor / 2)); // a voxel the grid picks
        image[at.X, at.Y, at.Z] = 1000;
        var prepared = new PreparedCase { CaseId = "a", Patient = "a", Image = image, Brain = image.Map(_ => (byte)1), Source = geometry };

        var map = new Predictor(model, Compute.Reference, new InferenceOptions { TileSize = 45 }).PredictOnWorkingGrid(
            prepared, CancellationToken.None);

        var block = Box3.Around(map.Map(p => (byte)(p > 0.9 ? 1 : 0)));
        var half = factor / 2;
        Assert.Equal(new Box3(at.X - half, at.Y - half, at.Z - half, new Size3(factor, factor, factor)), block);
    }

    private static DeepMedic PassThrough(int channel)
    {
        var model = new DeepMedic(Options);
        using var guard = no_grad();
        foreach (var (name, tensor) in ModelFile.Tensors(model).Where(t => t.Tensor.dim() == 5))
        {
            tensor.zero_();
            if (tensor.shape[2] == 3)
            {
                tensor[0, 0, 1, 1, 1] = 1;
            }
            else if (name.StartsWith("classifier.0", StringComparison.Ordinal))
            {
                tensor[0, channel, 0, 0, 0] = 1;
            }
            else
            {
                tensor[1, 0, 0, 0, 0] = 1;
            }
        }

        return model;
    }
}
