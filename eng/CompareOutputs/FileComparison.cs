using BrainMets.Build.Comparing.Kinds;

namespace BrainMets.Build.Comparing;

/// <summary>Compares a file that both sides have, by its kind.</summary>
internal sealed class FileComparison(SidePair sides)
{
    public IReadOnlyList<Difference> Compare(string path)
    {
        if (sides.Old.Sha256(path) == sides.Now.Sha256(path))
        {
            return [];
        }

        try
        {
            return [.. OfKind(path)];
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            return [new Difference(Difference.WholeFile, $"bytes differ, and one of the two cannot be read: {e.Message}")];
        }
    }

    private IEnumerable<Difference> OfKind(string path)
    {
        var name = path.Split('/')[^1];
        return name switch
        {
            _ when name.StartsWith("events.out.tfevents.", StringComparison.Ordinal) => EventComparison.Compare(sides.Old.Bytes(path), sides.Now.Bytes(path)),
            _ when name.EndsWith(".gz", StringComparison.Ordinal) => CompressedComparison.Compare(sides, path),
            _ => Path.GetExtension(name) switch
            {
                ".json" => JsonComparison.Compare(sides, sides.Old.Text(path), sides.Now.Text(path)),
                ".jsonl" => JsonComparison.CompareLines(sides, sides.Old.Text(path), sides.Now.Text(path)),
                ".csv" => TableComparison.Compare(sides, sides.Old.Text(path), sides.Now.Text(path)),
                ".safetensors" => WeightsComparison.Compare(sides, sides.Old.Bytes(path), sides.Now.Bytes(path)),
                ".dcm" => DicomComparison.Compare(sides, sides.Old.Bytes(path), sides.Now.Bytes(path)),
                ".html" => HtmlComparison.Compare(sides, sides.Old.Text(path), sides.Now.Text(path)),
                ".svg" => SvgComparison.Compare(sides, sides.Old.Text(path), sides.Now.Text(path)),
                ".png" => [Picture(path)],
                ".stdout" => Output(path),
                ".stderr" or ".md" or ".txt" => TextComparison.Compare(sides, sides.Old.Text(path), sides.Now.Text(path)),
                _ => [new Difference(Difference.WholeFile, "bytes differ")],
            },
        };
    }

    /// <summary>JSON where a command was asked for JSON.</summary>
    private IEnumerable<Difference> Output(string path)
    {
        var (old, now) = (sides.Old.Text(path), sides.Now.Text(path));
        return old.StartsWith('{') && now.StartsWith('{') ? JsonComparison.Compare(sides, old, now) : TextComparison.Compare(sides, old, now);
    }

    /// <summary>A figure that is there as SVG as well is compared there; its pixels are then a matter of drawing.</summary>
    private Difference Picture(string path)
    {
        var twin = Path.ChangeExtension(path, ".svg");
        var isDrawn = sides.Old.Has(twin) && sides.Now.Has(twin) && Compare(twin).All(d => d.IsSoft);
        return new Difference(Difference.WholeFile, isDrawn ? "picture differs; its SVG has the same numbers" : "picture differs", isDrawn);
    }
}
