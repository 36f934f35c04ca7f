using static TorchSharp.torch.utils.tensorboard;

namespace BrainMets.Training;

/// <summary>Writes each epoch as TensorBoard events.</summary>
public sealed class TrainingEvents(string folder)
{
    private readonly TorchSharp.Modules.SummaryWriter writer = SummaryWriter(folder, createRunName: false);

    public void Write(EpochSummary epoch)
    {
        Scalar("loss/total", epoch.Loss, epoch.Steps);
        Scalar("loss/cross_entropy", epoch.CrossEntropy, epoch.Steps);
        Scalar("loss/vss", epoch.Vss, epoch.Steps);
        Scalar("learning_rate", epoch.LearningRate, epoch.Steps);
        Scalar("validation/f1", epoch.ValidationF1, epoch.Steps);
        Scalar("validation/sensitivity", epoch.ValidationSensitivity, epoch.Steps);
        Scalar("validation/precision", epoch.ValidationPrecision, epoch.Steps);
    }

    private void Scalar(string tag, double? value, int step)
    {
        if (value is { } defined)
        {
            writer.add_scalar(tag, (float)defined, step);
        }
    }
}
