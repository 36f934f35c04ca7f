namespace BrainMets.Evaluation;

/// <summary>What a challenge measures on one found lesion: Dice, HD95 of its family, surface Dice at each of its tolerances.</summary>
internal sealed record LesionScore(double Dice, double Hd95, IReadOnlyList<double> SurfaceDice);
