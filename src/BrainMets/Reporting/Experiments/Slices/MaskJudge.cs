using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Reporting;

/// <summary>Judges the masks of a reader of the data set, who has no evaluation.json, so that examples can be chosen among them. Cases that cannot be read are left out: they only miss a picture.</summary>
internal static class MaskJudge
{
    public static IReadOnlyList<CaseEvaluation> Of(IReadOnlyList<TestCase> cases, Func<TestCase, string?> maskPath, MatchingPreset preset)
    {
        var judged = new List<CaseEvaluation>();
        foreach (var @case in cases)
        {
            if (maskPath(@case) is not { } path || !File.Exists(path))
            {
                continue;
            }

            try
            {
                judged.Add(Evaluator.Evaluate(Lesions(@case, @case.ReferencePath, preset), Lesions(@case, path, preset), preset));
            }
            catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        return judged;
    }

    private static LesionSet Lesions(TestCase @case, string path, MatchingPreset preset) => LesionFinder.Find(
        @case.Id, @case.Patient, NiftiFile.ReadMask(path), new LesionOptions { Connectivity = preset.Connectivity });
}
