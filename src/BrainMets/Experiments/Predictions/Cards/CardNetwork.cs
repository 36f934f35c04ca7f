namespace BrainMets.Experiments;

/// <summary>One of the networks of a model folder, as its card lists it.</summary>
/// <param name="File">Name of the weights file beside the card; no path.</param>
/// <param name="Sha256">Of that file, lower-case hexadecimal.</param>
public sealed record CardNetwork(string File, string Sha256);
