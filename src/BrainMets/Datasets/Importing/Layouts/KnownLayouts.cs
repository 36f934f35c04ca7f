namespace BrainMets.Datasets.Importing.Layouts;

/// <summary>The layouts by name, and those that are still to come.</summary>
public static class KnownLayouts
{
    private static readonly string[] ToCome = ["gk-hippo", "dicom"];

    /// <summary>As typed after <c>--layout</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(layout => layout.Name)];

    internal static IReadOnlyList<Layout> All =>
        [UcsfBmsr.Layout, BratsMets.Layout, BrainMetShare.Layout, NyuMets.Layout, NnUnet.Layout, Bids.Layout, CsvManifest.Layout];

    /// <exception cref="ArgumentException">There is no such layout, or not yet.</exception>
    internal static Layout Named(string name)
    {
        var known = string.Join(", ", Names);
        return All.FirstOrDefault(layout => layout.Name == name) ?? throw new ArgumentException(
            ToCome.Contains(name)
                ? $"Layout '{name}' is DICOM, which cannot be imported yet. Convert it to NIfTI and give --layout csv. Known are {known}."
                : $"There is no layout '{name}'. Known are {known}.",
            nameof(name));
    }
}
