namespace BrainMets.Build.Comparing;

/// <summary>A file of both outputs, or of one, and how it differs.</summary>
/// <param name="Path">Relative to the work folder, as masked names have it.</param>
/// <param name="Differences">Those that no line of the expected ones explains.</param>
/// <param name="Expected">Those that one explains.</param>
internal sealed record ComparedFile(string Path, IReadOnlyList<Difference> Differences, IReadOnlyList<Difference> Expected)
{
    public string Step => Path.Split('/')[0];

    public bool Fails => Differences.Any(d => !d.IsSoft);

    public bool IsSoft => Differences.Count > 0 && !Fails;
}
