using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>Predicts with one model: the mean of its networks, one after the other, calibrated where its card says how.</summary>
internal sealed class MemberPredictor(LoadedModel model, bool mirror, RunContext context)
{
    /// <summary>Probability on the source grid; 0 outside the brain.</summary>
    public ProbabilityMap Predict(PreparedCase prepared, CancellationToken cancellation)
    {
        // Averaged on the working grid: bringing a map back is linear, so once is enough.
        Volume<float>? mean = null;
        foreach (var network in model.Networks)
        {
            var options = network.Config.Inference with { Mirror = mirror || network.Config.Inference.Mirror };
            var own = model.With(network, opened => new Predictor(opened, context.Compute, options).PredictOnWorkingGrid(prepared, cancellation));
            mean = mean is null ? own : Sum(mean, own);
        }

        var working = mean!; // a model has a network
        for (var i = 0; model.Networks.Count > 1 && i < working.Voxels.Length; i++)
        {
            working.Voxels[i] /= model.Networks.Count;
        }

        var restored = SourceGrid.Restore(working, prepared.Source);
        model.Calibration?.Apply(restored);
        return new ProbabilityMap(prepared.CaseId, prepared.Patient, restored);
    }

    private static Volume<float> Sum(Volume<float> sum, Volume<float> other)
    {
        for (var i = 0; i < sum.Voxels.Length; i++)
        {
            sum.Voxels[i] += other.Voxels[i];
        }

        return sum;
    }
}
