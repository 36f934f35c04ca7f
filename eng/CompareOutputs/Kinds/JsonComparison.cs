using System.Text.Json;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>JSON value by value: keys in their order, numbers as they are written, texts masked, and measured times not at all.</summary>
internal static class JsonComparison
{
    private const string Root = "$";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static IReadOnlyList<Difference> Compare(SidePair sides, string old, string now) => Documents(sides, Root, old, now);

    /// <summary>A document a line.</summary>
    public static IReadOnlyList<Difference> CompareLines(SidePair sides, string old, string now)
    {
        var (oldLines, nowLines) = (Lines(old), Lines(now));
        if (oldLines.Length != nowLines.Length)
        {
            return [Difference.Hard(Root, $"{oldLines.Length} lines", $"{nowLines.Length} lines")];
        }

        return [.. oldLines.Zip(nowLines).SelectMany((pair, i) => Documents(sides, $"{Root}[{i}]", pair.First, pair.Second))];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static List<Difference> Documents(SidePair sides, string place, string old, string now)
    {
        using var a = JsonDocument.Parse(old, Lenient);
        using var b = JsonDocument.Parse(now, Lenient);
        var found = new List<Difference>();
        Values(sides, place, (a.RootElement, b.RootElement), isMasked: false, found);
        return found;
    }

    private static void Values(SidePair sides, string place, (JsonElement Old, JsonElement Now) values, bool isMasked, List<Difference> found)
    {
        var (old, now) = values;
        if (Kind(old) != Kind(now))
        {
            found.Add(Difference.Hard(place, old.GetRawText(), now.GetRawText()));
            return;
        }

        switch (old.ValueKind)
        {
            case JsonValueKind.Object:
                Objects(sides, place, values, isMasked, found);
                break;
            case JsonValueKind.Array:
                Lists(sides, place, values, isMasked, found);
                break;
            case JsonValueKind.String:
                var (a, b) = sides.Masked(old.GetString()!, now.GetString()!); // A JSON string is never null.
                if (a != b)
                {
                    found.Add(Difference.Hard(place, a, b));
                }

                break;
            default:
                if (!(isMasked && old.ValueKind == JsonValueKind.Number) && old.GetRawText() != now.GetRawText())
                {
                    found.Add(Difference.Hard(place, old.GetRawText(), now.GetRawText()));
                }

                break;
        }
    }

    private static void Objects(SidePair sides, string place, (JsonElement Old, JsonElement Now) values, bool isMasked, List<Difference> found)
    {
        var old = values.Old.EnumerateObject().ToList();
        var now = values.Now.EnumerateObject().ToList();
        var (oldKeys, nowKeys) = (old.ConvertAll(p => Masks.Name(p.Name)), now.ConvertAll(p => Masks.Name(p.Name)));
        foreach (var key in oldKeys.Except(nowKeys))
        {
            found.Add(new Difference($"{place}.{key}", "is gone"));
        }

        foreach (var key in nowKeys.Except(oldKeys))
        {
            found.Add(new Difference($"{place}.{key}", "is new"));
        }

        if (!oldKeys.Where(nowKeys.Contains).SequenceEqual(nowKeys.Where(oldKeys.Contains)))
        {
            found.Add(Difference.Hard(place, $"keys in the order {string.Join(", ", oldKeys)}", string.Join(", ", nowKeys)));
        }

        foreach (var (key, i) in oldKeys.Select((key, i) => (key, i)))
        {
            var other = nowKeys.IndexOf(key);
            if (other >= 0)
            {
                Values(sides, $"{place}.{key}", (old[i].Value, now[other].Value), isMasked || Masks.IsMaskedKey(key), found);
            }
        }
    }

    private static void Lists(SidePair sides, string place, (JsonElement Old, JsonElement Now) values, bool isMasked, List<Difference> found)
    {
        var (old, now) = (values.Old.GetArrayLength(), values.Now.GetArrayLength());
        if (old != now)
        {
            found.Add(Difference.Hard(place, $"{old} values", $"{now} values"));
        }

        foreach (var ((a, b), i) in values.Old.EnumerateArray().Zip(values.Now.EnumerateArray()).Select((pair, i) => (pair, i)))
        {
            Values(sides, $"{place}[{i}]", (a, b), isMasked, found);
        }
    }

    private static JsonValueKind Kind(JsonElement element) => element.ValueKind == JsonValueKind.False ? JsonValueKind.True : element.ValueKind;
}
