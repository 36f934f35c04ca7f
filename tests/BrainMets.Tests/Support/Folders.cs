namespace BrainMets.Tests.Support;

/// <summary>Whole folders of files.</summary>
public static class Folders
{
    /// <summary>A copy in which each file has the time it had.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!); // It lies in a folder.
            File.Copy(file, copy);
        }
    }
}
