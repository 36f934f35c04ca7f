using System.Runtime.InteropServices;

namespace BrainMets.IO;

/// <summary>
/// Files that appear under their name only when they are whole. They are written under a temporary name in the same folder, flushed to the
/// disk and renamed; then the folder is flushed, so that the new name survives a power failure too. After a kill there is the old file or
/// the new one.
/// </summary>
internal static class AtomicFile
{
    private const string TemporaryExtension = ".tmp";
    private const int BufferBytes = 1 << 17;
    private const int UniqueDigits = 32;

    /// <summary>Writes a text in UTF-8 without a byte order mark.</summary>
    /// <exception cref="IOException">The folder is not there, or the disk is full.</exception>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true); // UTF-8
        writer.Write(text);
    });

    /// <summary>Writes all bytes of a file.</summary>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>Writes the output of <paramref name="write"/>.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="write">Writes from the first byte to the last.</param>
    /// <param name="mode">Who may use the file from its first byte on, where the system is Unix; null for the user's default.</param>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null) => Replace(path, temporary =>
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = BufferBytes,
        };
        if (mode is not null && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var stream = new FileStream(temporary, options);
        write(stream);
        stream.Flush(flushToDisk: true);
    });

    /// <summary>
    /// For writers that need a path: those of other libraries. The path they get has another extension than <paramref name="path"/>.
    /// </summary>
    public static void WriteByPath(string path, Action<string> write) => Replace(path, temporary =>
    {
        write(temporary);
        using var written = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(written);
    });

    /// <summary>Copies a file. A source may be read-only; its copy is the user's to delete.</summary>
    public static void Copy(string source, string path) => WriteByPath(path, temporary =>
    {
        File.Copy(source, temporary);
        File.SetAttributes(temporary, FileAttributes.Normal);
    });

    /// <summary>
    /// Deletes the leftovers of killed writers in a folder and below it. Call it only where no other process writes, such as in an output
    /// folder that is locked: the temporary file of a writer at work looks the same.
    /// </summary>
    public static void DeleteLeftovers(string folder)
    {
        // Not through links, which lead out of the folder.
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, $".*{TemporaryExtension}", all).Where(IsTemporary).ToList())
        {
            File.Delete(file);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder, ".*", all).Where(AtomicFolder.IsTemporary).ToList())
        {
            AtomicFolder.Delete(inner);
        }
    }

    /// <summary>
    /// Flushes a folder's list of names to the disk: without it a power failure may undo a rename that was seen to succeed. Does nothing on
    /// Windows, whose file systems keep a journal of names and which opens no folders.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk reports an error.</exception>
    internal static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            NativeFolder.Flush(folder);
        }
    }

    private static void Replace(string path, Action<string> writeTo)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new ArgumentException($"'{path}' names no file.", nameof(path));

        // Hidden, and with an extension that no reader of folders looks for, so that the leftovers of a kill are never read as a result.
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            writeTo(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }

        if (!AtomicFolder.IsTemporary(folder))
        {
            FlushFolder(folder); // A folder that is being filled is flushed once, when it is whole.
        }
    }

    /// <summary>What went wrong before is what the user must read, not that cleaning failed too.</summary>
    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static bool IsTemporary(string file)
    {
        var name = Path.GetFileName(file.AsSpan());
        return name.Length > UniqueDigits + TemporaryExtension.Length
            && Guid.TryParseExact(name[..^TemporaryExtension.Length][^UniqueDigits..], "N", out _);
    }

    /// <summary>The one native call of the library: .NET opens no folder, so it cannot flush one.</summary>
    private static class NativeFolder
    {
        private const int ReadOnly = 0;
        private const int Interrupted = 4;
        private const int AccessDenied = 13;

        /// <summary>
        /// EINVAL, and ENOTSUP and ENOSYS of Linux and of macOS: file systems, mostly of networks, that cannot flush a folder. They keep
        /// names in their own way, and a file there is no worse off than before.
        /// </summary>
        private static readonly int[] Unsupported = [22, 95, 38, 45, 78];

        public static void Flush(string folder)
        {
            var descriptor = Repeat(() => Open(folder, ReadOnly));
            if (descriptor < 0)
            {
                if (Marshal.GetLastPInvokeError() == AccessDenied)
                {
                    return; // A folder that one may write into but not read cannot be flushed.
                }

                throw Failure(folder);
            }

            try
            {
                if (Repeat(() => Fsync(descriptor)) < 0 && !Unsupported.Contains(Marshal.GetLastPInvokeError()))
                {
                    throw Failure(folder);
                }
            }
            finally
            {
                _ = Close(descriptor); // Nothing was written through it, so nothing can be lost.
            }
        }

        private static int Repeat(Func<int> call)
        {
            int result;
            do
            {
                result = call();
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            return result;
        }

        private static IOException Failure(string folder) =>
            new($"The folder {folder} cannot be flushed to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        private static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        private static extern int Close(int descriptor);
    }
}

/// <summary>
/// A folder that appears under its name only when all of its files are written: it is filled under a temporary name next to it. One writer
/// at a time for a name.
/// </summary>
internal sealed class AtomicFolder : IDisposable
{
    private const string TemporaryExtension = ".partial";

    private readonly string folder;
    private readonly string parent;

    /// <param name="folder">Final path, which must not exist. What a killed run left under the temporary name is removed.</param>
    public AtomicFolder(string folder)
    {
        this.folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        parent = Path.GetDirectoryName(this.folder) ?? throw new ArgumentException($"'{folder}' names no folder.", nameof(folder));
        WorkPath = Path.Combine(parent, $".{Path.GetFileName(this.folder)}{TemporaryExtension}");
        Delete(WorkPath);
        Directory.CreateDirectory(WorkPath);
    }

    /// <summary>Where the files are written until <see cref="Commit"/>.</summary>
    public string WorkPath { get; }

    /// <summary>Gives the folder its name.</summary>
    /// <exception cref="IOException">There is one of that name.</exception>
    public void Commit()
    {
        AtomicFile.FlushFolder(WorkPath);
        Directory.Move(WorkPath, folder);
        AtomicFile.FlushFolder(parent);
    }

    /// <summary>Removes what was not committed: on a full disk the next folder needs the room.</summary>
    public void Dispose() => Delete(WorkPath);

    /// <summary>Whether a folder is one that is being filled, or that a kill left half filled: no result.</summary>
    public static bool IsTemporary(string folder) =>
        Path.GetFileName(folder) is ['.', _, ..] name && name.EndsWith(TemporaryExtension, StringComparison.Ordinal);

    internal static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
