using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>Names of output files that say nothing but pseudonym, kind and order: P-…/study-1/series-1/image-0001.dcm.</summary>
internal static class OutputNames
{
    public static IEnumerable<(SourceObject Object, string Path)> Of(IEnumerable<SourceObject> objects)
    {
        foreach (var patient in objects.GroupBy(o => o.Pseudonym).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var studies = patient.GroupBy(o => o.StudyUid).OrderBy(group => group.Min(o => o.Date), StringComparer.Ordinal).ThenBy(group => group.Key, StringComparer.Ordinal);
            foreach (var (study, s) in studies.Select((group, i) => (group, i + 1)))
            {
                var series = study.GroupBy(o => o.SeriesUid).OrderBy(group => group.Min(o => o.SeriesNumber)).ThenBy(group => group.Key, StringComparer.Ordinal);
                foreach (var (one, n) in series.Select((group, i) => (group, i + 1)))
                {
                    var sorted = one.OrderBy(o => o.InstanceNumber).ThenBy(o => o.InstanceUid, StringComparer.Ordinal);
                    foreach (var (item, i) in sorted.Select((item, i) => (item, i + 1)))
                    {
                        yield return (item, Path.Combine(patient.Key, $"study-{s}", $"series-{n}", string.Create(CultureInfo.InvariantCulture, $"{item.Kind}-{i:0000}.dcm")));
                    }
                }
            }
        }
    }
}
