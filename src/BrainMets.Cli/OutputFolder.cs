using System.CommandLine;

namespace BrainMets.Cli;

/// <summary>
/// The <c>-o</c> of a command. A folder that is not empty is rejected, so that the results of two runs never mix. <c>--resume</c> continues
/// only in a folder that the same command made, and <c>--overwrite</c> empties only a folder that mets made: a typing error must not delete
/// a home folder. While a command runs, no other mets process may write into its folder.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    /// <summary>Name of the file that marks a folder as made by mets and names the command.</summary>
    public const string Marker = ".mets-output";

    private readonly Option<string> path;
    private readonly Option<bool> overwrite;
    private readonly Option<bool>? resume;

    /// <summary>Open, and so locked, until the command ends.</summary>
    private OutputFolderLock? claim;

    private OutputFolder(Command command, bool canResume, string? defaultPath)
    {
        path = new OutputOption(this) { Description = "Output folder", HelpName = "DIR", Required = defaultPath is null };
        if (defaultPath is not null)
        {
            path.DefaultValueFactory = _ => defaultPath;
        }

        command.Add(path);
        overwrite = command.Flag("--overwrite", "Empty the output folder first, if mets made it");
        resume = canResume ? command.Flag("--resume", "Continue in the output folder; finished parts are kept") : null;
    }

    /// <summary>Adds -o, --overwrite and, where the command can continue earlier work, --resume.</summary>
    public static OutputFolder AddTo(Command command, bool canResume = false, string? defaultPath = null) =>
        new(command, canResume, defaultPath);

    /// <summary>Lets others into the output folder of a command that has ended, if it has one.</summary>
    public static void ReleaseOf(Command command)
    {
        foreach (var option in command.Options.OfType<OutputOption>())
        {
            option.Folder.Dispose();
        }
    }

    public bool Resumes(ParseResult parsed) => resume is not null && parsed.GetValue(resume);

    /// <summary>Whether the output folder is <paramref name="folder"/> or lies in it, links followed.</summary>
    public bool LiesUnder(ParseResult parsed, string folder) => LiesIn(folder, FullPath(parsed));

    /// <summary>Makes the folder ready, keeps others out of it, and gives its absolute path.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inputs">Files and folders the command reads; none of them may be emptied away.</param>
    /// <exception cref="UsageException">
    /// The folder holds something, is in use, or emptying it or going on in it would destroy an input or mix with foreign files.
    /// </exception>
    public string Prepare(ParseResult parsed, params IEnumerable<string> inputs)
    {
        var command = parsed.CommandResult.Command.Name;
        var folder = FullPath(parsed);
        var holdsResults = Directory.Exists(folder) && HoldsResults(folder);
        if (holdsResults)
        {
            CheckUse(parsed, folder, inputs);
        }

        claim = OutputFolderLock.Take(folder);
        if (holdsResults && Resumes(parsed) && claim.Command is { } earlier && earlier != command)
        {
            throw new UsageException(
                $"The output folder {folder} was made by 'mets {earlier}', so 'mets {command} --resume' cannot go on in it. Choose "
                    + "another one.");
        }

        if (holdsResults && Resumes(parsed))
        {
            AtomicFile.DeleteLeftovers(folder); // Locked, so no other process is writing.
        }
        else if (holdsResults)
        {
            Empty(folder);
        }

        claim.Sign(command);
        return folder;
    }

    /// <summary>Lets others into the folder again; the end of the process does so too.</summary>
    public void Dispose() => claim?.Dispose();

    /// <summary>Where the folder is or would be; nothing is made.</summary>
    public string FullPath(ParseResult parsed)
    {
        var given = parsed.GetRequiredValue(path);
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new UsageException("Option '--output' needs the name of a folder; got an empty one.");
        }

        var folder = Path.GetFullPath(given);
        return File.Exists(folder) ? throw new UsageException($"{folder} is a file; -o needs a folder.") : folder;
    }

    private void CheckUse(ParseResult parsed, string folder, IEnumerable<string> inputs)
    {
        var (resumes, overwrites) = (Resumes(parsed), parsed.GetValue(overwrite));
        if (resumes && overwrites)
        {
            throw new UsageException("Give either --resume or --overwrite, not both.");
        }

        if (!resumes && !overwrites)
        {
            var ways = resume is null ? "--overwrite to empty it first" : "--resume to continue in it, or --overwrite to empty it first";
            throw new UsageException($"The output folder {folder} is not empty. Choose another one, or give {ways}.");
        }

        if (!File.Exists(Path.Combine(folder, Marker)))
        {
            var wish = resumes
                ? "--resume will not go on in it. Choose another one."
                : "--overwrite will not empty it. Choose another one, or empty it yourself.";
            throw new UsageException($"The output folder {folder} was not made by mets (it has no {Marker} file), so {wish}");
        }

        if (overwrites && inputs.FirstOrDefault(input => LiesIn(folder, input)) is { } endangered)
        {
            throw new UsageException(
                $"--overwrite would delete the input {endangered}, which lies in the output folder {folder}. Choose another -o.");
        }
    }

    private static bool HoldsResults(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != Marker);

    private static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != Marker))
        {
            // A link is removed, what it points to stays.
            if (entry is DirectoryInfo directory && entry.LinkTarget is null)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>Whether a file or folder is <paramref name="folder"/> or lies in it, links followed.</summary>
    public static bool LiesIn(string folder, string input)
    {
        var relative = Path.GetRelativePath(WithoutLinks(folder), WithoutLinks(Path.GetFullPath(input)));
        return relative == "."
            || !(relative == ".."
                || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative));
    }

    /// <summary>Where a path leads: an input may reach the output folder through a link.</summary>
    private static string WithoutLinks(string fullPath)
    {
        if (Path.GetDirectoryName(fullPath) is not { } parent)
        {
            return fullPath;
        }

        var here = Path.Combine(WithoutLinks(parent), Path.GetFileName(fullPath));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return entry.LinkTarget is null ? here : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
    }

    /// <summary>The option <c>-o</c>, by which the folder of a command is found again.</summary>
    private sealed class OutputOption(OutputFolder folder) : Option<string>("--output", "-o")
    {
        public OutputFolder Folder => folder;
    }
}

/// <summary>
/// The mark of mets in an output folder, held open and locked: two commands that write into one folder at the same time would destroy each
/// other's files. The system lets go of the lock when the process ends, however it ends.
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
            throw new UsageException(
                $"Another mets is at work in the output folder {folder}. Wait until it has ended, or choose another one.");
        }
    }
}
