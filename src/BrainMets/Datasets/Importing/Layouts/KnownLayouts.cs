namespace BrainMets.Datasets;

/// <summary>The layouts by name. Those of DICOM are read outside the library.</summary>
public static class DatasetImporters
{
    /// <summary>As typed after <c>--layout</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(layout => layout.Name)];

    internal static IReadOnlyList<DatasetImporter> All =>
        [UcsfBmsr.Layout, BratsMets.Layout, BrainMetShare.Layout, NyuMets.Layout, NnUnet.Layout, Bids.Layout, CsvManifest.Layout];

    /// <exception cref="ArgumentException">There is no such layout.</exception>
    internal static DatasetImporter Named(string name) =>
        All.FirstOrDefault(layout => layout.Name == name)
        ?? throw new ArgumentException($"There is no layout '{name}'. Known are {string.Join(", ", Names)}, and for DICOM dicom and gk-hippo.", nameof(name));
}
