namespace BrainMets.IO;

/// <summary>
/// Writes a text under a temporary name and renames it, so that a kill leaves the old file or the new one, never half of it.
/// </summary>
internal static class AtomicFile
{
    public static void Write(string path, string text)
    {
        var part = path + ".part";
        File.WriteAllText(part, text);
        File.Move(part, path, overwrite: true);
    }
}
