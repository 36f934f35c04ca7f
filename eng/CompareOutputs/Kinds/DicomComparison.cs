namespace BrainMets.Build.Comparing.Kinds;

/// <summary>
/// DICOM objects attribute by attribute. Dates and UIDs are made of the scan and the content, so two runs of one program give the same bytes; a new version stands in
/// the object and so in its UIDs, which are masked then and only then.
/// </summary>
internal static class DicomComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, byte[] old, byte[] now)
    {
        var (a, b) = (DicomElements.Read(old), DicomElements.Read(now));
        var isOtherVersion = sides.Old.Version != sides.Now.Version;
        var found = new List<Difference>();
        foreach (var path in a.Keys.Union(b.Keys).Order(StringComparer.Ordinal))
        {
            if (!a.TryGetValue(path, out var first) || !b.TryGetValue(path, out var second))
            {
                found.Add(new Difference(path, b.ContainsKey(path) ? "is new" : "is gone"));
            }
            else if (!first.Value.Span.SequenceEqual(second.Value.Span) && !(isOtherVersion && Masks.VersionAttributes.ContainsKey(path.Split('/')[^1])))
            {
                found.Add(Difference.Hard(path, first.Text, second.Text));
            }
            else if (first.Vr != second.Vr)
            {
                found.Add(Difference.Hard(path, first.Vr, second.Vr));
            }
        }

        return found.Count > 0 || isOtherVersion ? found : [new Difference(Difference.WholeFile, "bytes differ, though every attribute is the same")];
    }
}
