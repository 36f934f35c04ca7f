using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>
/// A data set as one file, <c>dataset.json</c>: which cases there are and where their images lie. Nothing but that file is read; the
/// images are only seen to exist.
/// </summary>
public sealed record DatasetIndex
{
    public required string Name { get; init; }

    /// <summary>The site of every case that does not name its own.</summary>
    public string Site { get; init; } = "";

    public required IReadOnlyList<Case> Cases { get; init; }

    /// <summary>Reads the file; relative paths in it are relative to its folder.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is not there or not valid JSON, has unknown keys, ids that are missing, not unique or unsafe as folder names, or names
    /// image files that are not there. All faults found are listed at once.
    /// </exception>
    public static DatasetIndex Load(string file)
    {
        var path = Path.GetFullPath(file);
        var index = DatasetFile.Read(path).ToIndex(Path.GetDirectoryName(path)!); // a full path of a file has a folder
        var faults = DatasetValidator.Of(index.Cases).Concat(DatasetValidator.MissingFiles(index.Cases)).ToList();
        return faults.Count == 0 ? index : throw new InvalidInputException(path, DatasetValidator.Message(faults));
    }

    /// <summary>
    /// Writes the file, with paths relative to its folder. It appears under its name only when it is complete.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The cases are at fault, as in <see cref="Load"/>; whether the images exist is not asked.
    /// </exception>
    public void Save(string file)
    {
        var faults = DatasetValidator.Of(Cases).ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(DatasetValidator.Message(faults), nameof(file));
        }

        var path = Path.GetFullPath(file);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, DatasetFile.From(this, Path.GetDirectoryName(path)!).ToJson()); // as in Load
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
