namespace BrainMets.Experiments;

/// <summary>Networks that differ in one value, on the main test set.</summary>
/// <param name="Title">As the plan calls it.</param>
/// <param name="Vary">The key they differ in.</param>
/// <param name="Models">Their names, of the first seed, in the order of the grid.</param>
/// <param name="FixedFolder">Holds comparison.json of all at the fixed threshold, the models being the readers.</param>
/// <param name="ChosenFolder">The same, each at its chosen threshold.</param>
/// <param name="Seeds">Spread over seeds; empty with one seed.</param>
public sealed record ModelComparison(
    string Title, string Vary, IReadOnlyList<string> Models, string FixedFolder, string ChosenFolder, IReadOnlyList<SeedSpread> Seeds);
