namespace BrainMets.Experiments;

/// <summary>
/// The networks that predict a case: one, or several whose probabilities are averaged, and perhaps one more that only confirms. The first says how lesions are told
/// apart and which are too small to report.
/// </summary>
public sealed class ModelEnsemble : IDisposable
{
    private ModelEnsemble(IReadOnlyList<EnsembleMember> members) => Members = members;

    /// <summary>Those that are averaged first.</summary>
    public IReadOnlyList<EnsembleMember> Members { get; }

    public LoadedModel First => Members[0].Model;

    /// <summary>Name in manifests: "a", "a + b", "a, confirmed by b".</summary>
    public string Name =>
        string.Join(" + ", Members.Where(m => m.Averages).Select(m => m.Name)) + string.Concat(Members.Where(m => !m.Averages).Select(m => $", confirmed by {m.Name}"));

    /// <summary>Of every weights file.</summary>
    public string Sha256 => string.Join('+', Members.Select(m => m.Model.Sha256));

    /// <summary>The averaged members' points, averaged; a single network's own.</summary>
    public OperatingPoints OperatingPoints => OperatingPoints.Mean([.. Members.Where(m => m.Averages).Select(m => m.Model.OperatingPoints)]);

    /// <summary>
    /// How probable it is that a finding is a true lesion; null when the model does not say, and for several models together, whose mean it was not fitted on.
    /// </summary>
    public FindingCalibration? Findings => Members.Count(m => m.Averages) == 1 ? First.Findings : null;

    /// <summary>One model by itself.</summary>
    public static ModelEnsemble Alone(LoadedModel model) => new([new EnsembleMember(model.Name, model, model.OperatingPoints.Balanced, model.OperatingPoints.Outline, Averages: true)]);

    /// <param name="averaged">One at least; owned from now on.</param>
    /// <param name="confirming">Null for none; it finds lesions at its precise operating point.</param>
    /// <param name="thresholdOf">At which threshold an averaged network finds lesions by itself, and from which it outlines them.</param>
    public static ModelEnsemble Of(IReadOnlyList<LoadedModel> averaged, LoadedModel? confirming, Func<LoadedModel, (double Find, double? Outline)> thresholdOf)
    {
        LoadedModel[] all = confirming is null ? [.. averaged] : [.. averaged, confirming];
        string NameOf(int i) => all.Count(m => m.Name == all[i].Name) == 1 ? all[i].Name : $"{all[i].Name} ({i + 1})";
        return new ModelEnsemble(
        [
            .. all.Select((m, i) => Member(i, m == confirming ? (m.OperatingPoints.Precise, m.OperatingPoints.Outline) : thresholdOf(m))),
        ]);
        EnsembleMember Member(int i, (double Find, double? Outline) at) => new(NameOf(i), all[i], at.Find, at.Outline, all[i] != confirming);
    }

    public void Dispose()
    {
        foreach (var member in Members)
        {
            member.Model.Dispose();
        }
    }
}
