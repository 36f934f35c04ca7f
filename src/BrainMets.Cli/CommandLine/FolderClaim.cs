namespace BrainMets.Cli;

/// <summary>
/// The mark of mets in an output folder, held open and locked: two commands that write into one folder at the same time would destroy each other's
/// files. The system lets go of the lock when the process ends, however it ends.
/// </summary>
internal sealed class OutputFolderLock : IDisposable
{
    private readonly FileStream marker;

    private OutputFolderLock(FileStream marker, string? command) => (this.marker, Command) = (marker, command);

    /// <summary>The command that made the folder; null when it is new.</summary>
    public string? Command { get; }

    /// <summary>Makes the folder if need be and locks it.</summary>
    /// <exception cref="UsageException">Another command is at work in it.</exception>
    /// <exception cref="IOException">It cannot be made or written into.</exception>
    public static OutputFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The output folder {folder} cannot be made: {e.Message}", e);
        }

        var marker = Open(Path.Combine(folder, OutputFolder.Marker), folder);
        var command = new StreamReader(marker).ReadToEnd().Trim();
        return new OutputFolderLock(marker, command.Length == 0 ? null : command);
    }

    /// <summary>Writes down whose folder it is.</summary>
    public void Sign(string command)
    {
        marker.SetLength(0);
        marker.Write(System.Text.Encoding.UTF8.GetBytes(command + "\n"));
        marker.Flush();
    }

    public void Dispose() => marker.Dispose();

    private static FileStream Open(string file, string folder)
    {
        const int SharingViolation = unchecked((int)0x80070020); // Windows
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnMac)
        {
            throw new UsageException($"Another mets is at work in the output folder {folder}. Wait until it has ended, or choose another one.");
        }
    }
}
