using System.Globalization;

namespace BrainMets.Datasets;

/// <summary>
/// Which labels of a mask are metastasis. A mask of one label needs no rule; one of several is a map of tissues, for which the user must
/// state it.
/// </summary>
internal sealed record LabelRule
{
    /// <summary>Masks hold one label other than 0, whatever its number.</summary>
    public static LabelRule OneLabel { get; } = new();

    /// <summary>The labels by their names in the data set; empty when it has none. A name may denote several labels.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Names { get; init; } = new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>The labels that are metastasis; null when not stated.</summary>
    public IReadOnlySet<int>? Lesion { get; init; }

    /// <summary>Every label is metastasis.</summary>
    public bool Any { get; init; }

    /// <summary>The user chose <see cref="Lesion"/> explicitly.</summary>
    public bool IsChosen { get; init; }

    /// <summary>The label of a resection cavity, which indicates treatment before the scan; null when the data set has none.</summary>
    public int? Cavity { get; init; }

    /// <summary>The rule with the user's choice in place of its own, if there is one.</summary>
    public LabelRule With(ImportSource source)
    {
        if (source.Options.Labels is not { } text)
        {
            return this;
        }

        if (text == "any")
        {
            return this with { Any = true, Lesion = null, Cavity = null };
        }

        var lesion = new HashSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Names.FirstOrDefault(n => n.Key.Equals(part, StringComparison.OrdinalIgnoreCase)).Value is { } named)
            {
                lesion.UnionWith(named);
            }
            else if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label > 0)
            {
                lesion.Add(label);
            }
            else
            {
                source.Ask("--labels", $"takes labels from 1 with commas between{KnownNames(" or their names")}, or 'any'; got '{text}'");
                break;
            }
        }

        return this with
        {
            Any = false,
            Lesion = lesion,
            IsChosen = true,
            Cavity = Cavity is { } cavity && lesion.Contains(cavity) ? null : Cavity,
        };
    }

    /// <summary>Labels in the data set that it does not define: damage, or another edition.</summary>
    public IEnumerable<int> Unknown(IEnumerable<int> found) =>
        Names.Count == 0
            ? []
            : found.Where(label => !Names.Values.Any(labels => labels.Contains(label)) && Lesion?.Contains(label) != true);

    /// <summary>True when the user must state which of the labels found are metastasis.</summary>
    public bool IsUndecided(IReadOnlyCollection<int> found) => !Any && Lesion is null && found.Count > 1;

    /// <summary>True when the file needs no rule: its only label is metastasis.</summary>
    public bool IsMaskItself(IReadOnlyCollection<int> found) => found.Count == 0 || (found.Count == 1 && found.All(IsLesion));

    public bool IsLesion(int label) => label != 0 && (Lesion is null || Lesion.Contains(label));

    /// <summary>In words: "ET, NETC", "any", "1"; null when there is no rule.</summary>
    public string? Text() =>
        Any ? "any"
        : Lesion is null ? null : string.Join(", ", Lesion.Order().Select(Name));

    public string KnownNames(string before) =>
        Names.Count == 0 ? "" : $"{before} ({string.Join(", ", Names.Select(n => $"{n.Key} = {string.Join('+', n.Value)}"))})";

    private string Name(int label) =>
        Names.FirstOrDefault(n => n.Value is [var only] && only == label).Key is { } name ? $"{label} ({name})" : $"{label}";
}
