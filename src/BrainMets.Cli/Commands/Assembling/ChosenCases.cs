using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Imaging;

namespace BrainMets.Cli;

/// <summary>The cases of some data sets that a list names.</summary>
internal static class ChosenCases
{
    /// <param name="datasets">Files dataset.json.</param>
    /// <param name="list">A text file with one id a line, or split.json of a run; null for all.</param>
    /// <exception cref="UsageException">Two cases of one id, or an id that no data set has.</exception>
    /// <exception cref="InvalidInputException">A file cannot be read.</exception>
    public static IReadOnlyList<Case> Of(string[] datasets, string? list)
    {
        List<Case> all = [.. datasets.SelectMany(file => DatasetIndex.Load(file).Cases)];
        if (all.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"Two of the data sets have a case '{twice.Key}'. Give their cases different ids.");
        }

        if (list is null)
        {
            return all;
        }

        var ids = Ids(list).ToHashSet(StringComparer.Ordinal);
        var unknown = ids.Where(id => !all.Exists(c => c.Id == id)).ToList();
        return ids.Count == 0 ? throw new UsageException($"{list} names no case. It needs one id a line, or validation cases of a split.json.")
            : unknown.Count == 0 ? [.. all.Where(c => ids.Contains(c.Id))]
            : throw new UsageException($"{list} names {unknown.Count} cases that are not in the data sets: {string.Join(", ", unknown.Take(10))}. Give their dataset.json with -d too, or take them off the list.");
    }

    private static IReadOnlyList<string> Ids(string list)
    {
        if (!File.Exists(list))
        {
            throw new InvalidInputException(list, "does not exist. --cases takes a text file with one case id a line, or the split.json of a run.");
        }

        return list.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? RunFolder.ReadJson<RunSplit>(list)?.Validation ?? throw new InvalidInputException(list, "is no split.json of a run: it has no \"validation\".")
            : [.. File.ReadAllLines(list).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
    }
}
