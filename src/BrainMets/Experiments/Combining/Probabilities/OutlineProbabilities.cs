using BrainMets.Evaluation;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>Gives combined lesions their mean and highest probability, each voxel after the model whose outline it belongs to.</summary>
internal static class OutlineProbabilities
{
    /// <summary>Unchanged when one of the models that contributed left no probability map.</summary>
    /// <exception cref="InvalidInputException">A map cannot be read, is none, or lies on another grid than the mask.</exception>
    public static CombinedCase Add(
        CombinedCase combined, (string Name, LesionSet Lesions, ModelFiles Files) small, (string Name, LesionSet Lesions, ModelFiles Files) large)
    {
        var origins = combined.Origins.SelectMany(o => o.Origins).ToLookup(o => o.Model, o => o.ModelLesion);
        var models = new[] { small, large }.Where(m => origins[m.Name].Any()).ToArray();
        if (models.Any(m => m.Files.ProbabilityPath is null))
        {
            return combined;
        }

        var sums = new double[combined.Lesions.Lesions.Count];
        var highest = new float[sums.Length];
        var labels = combined.Lesions.Labels.Voxels;
        foreach (var model in models)
        {
            var probabilities = MeanProbability.Read(model.Files.ProbabilityPath!, combined.Lesions.Geometry).Voxels; // just asked
            var taken = origins[model.Name].ToHashSet();
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] is > 0 and var label && taken.Contains(model.Lesions.Labels.Voxels[i]))
                {
                    sums[label - 1] += probabilities[i];
                    highest[label - 1] = Math.Max(highest[label - 1], probabilities[i]);
                }
            }
        }

        return combined with
        {
            Lesions = combined.Lesions with
            {
                Lesions = [.. combined.Lesions.Lesions.Select((l, i) => l with { MeanProbability = sums[i] / l.Voxels, MaxProbability = highest[i] })],
            },
        };
    }
}
