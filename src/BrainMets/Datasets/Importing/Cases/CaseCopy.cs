namespace BrainMets.Datasets;

/// <summary>Copies the files of a case beside dataset.json, byte for byte; what lies there already stays.</summary>
internal static class CaseCopy
{
    public static Case Into(string folder, Case c)
    {
        string Copy(string path, string kind, string role) => Copied(folder, path, $"{kind}/{c.Id}_{role}");
        return c with
        {
            T1cPath = Copy(c.T1cPath, "images", "t1c"),
            ReferencePath = c.ReferencePath is { } reference ? Copy(reference, "masks", "reference") : null,
            BrainMaskPath = c.BrainMaskPath is { } brain ? Copy(brain, "masks", "brain") : null,
            ReaderPaths = c.ReaderPaths.Select((reader, index) => (reader.Key, Path: Copy(reader.Value, "masks", $"reader-{index + 1}"))).ToDictionary(r => r.Key, r => r.Path),
        };
    }

    private static string Copied(string folder, string path, string name)
    {
        var target = Path.Combine(folder, name + (path.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) ? ".nii" : ".nii.gz"));
        if (Path.GetFullPath(path) == target)
        {
            return path; // A derived mask.
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // It has one.
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.Copy(path, temporary);
            File.SetAttributes(temporary, FileAttributes.Normal); // A data set may be read-only; its copy is the user's to delete.
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return target;
    }
}
