using System.CommandLine;
using BrainMets.Cli.Errors;

namespace BrainMets.Cli.CommandLine;

/// <summary>
/// The <c>-o</c> of a command. A folder that holds something is refused, so that results of two runs never mix. <c>--overwrite</c> empties
/// it first, but only a folder that mets itself made (it holds <see cref="Marker"/>): a slip of the hand must not cost a home folder.
/// </summary>
internal sealed class OutputFolder
{
    /// <summary>Name of the empty file that marks a folder as made by mets.</summary>
    public const string Marker = ".mets-output";

    private readonly Option<string> path;

    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Empty the output folder first, if mets made it" };

    private readonly Option<bool>? resume;

    private OutputFolder(bool canResume, string? defaultPath)
    {
        path = new("--output", "-o") { Description = "Output folder", HelpName = "DIR", Required = defaultPath is null };
        if (defaultPath is not null)
        {
            path.DefaultValueFactory = _ => defaultPath;
        }

        resume = canResume ? new("--resume") { Description = "Continue in the output folder; what is finished there is kept" } : null;
    }

    /// <summary>Adds -o, --overwrite and, where the command can continue earlier work, --resume.</summary>
    public static OutputFolder AddTo(Command command, bool canResume = false, string? defaultPath = null)
    {
        var output = new OutputFolder(canResume, defaultPath);
        command.Add(output.path);
        command.Add(output.overwrite);
        if (output.resume is not null)
        {
            command.Add(output.resume);
        }

        return output;
    }

    public bool Resumes(ParseResult parsed) => resume is not null && parsed.GetValue(resume);

    /// <summary>Makes the folder ready and gives its absolute path.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="inputs">Files and folders the command reads; none of them may be emptied away.</param>
    /// <exception cref="UsageException">The folder holds something, or emptying it would destroy an input or foreign files.</exception>
    public string Prepare(ParseResult parsed, params IEnumerable<string> inputs)
    {
        var folder = Path.GetFullPath(parsed.GetRequiredValue(path));
        if (File.Exists(folder))
        {
            throw new UsageException($"{folder} is a file; -o needs a folder.");
        }

        if (Directory.Exists(folder) && HoldsResults(folder) && !Resumes(parsed))
        {
            if (!parsed.GetValue(overwrite))
            {
                var ways = resume is null ? "--overwrite to empty it first" : "--resume to continue in it, or --overwrite to empty it first";
                throw new UsageException($"The output folder {folder} is not empty. Choose another one, or give {ways}.");
            }

            Empty(folder, inputs);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, Marker), []);
        return folder;
    }

    private static bool HoldsResults(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != Marker);

    private static void Empty(string folder, IEnumerable<string> inputs)
    {
        if (!File.Exists(Path.Combine(folder, Marker)))
        {
            throw new UsageException(
                $"The output folder {folder} was not made by mets (it has no {Marker} file), so --overwrite will not empty it. "
                + "Choose another one, or empty it yourself.");
        }

        if (inputs.FirstOrDefault(input => LiesIn(folder, input)) is { } endangered)
        {
            throw new UsageException($"--overwrite would delete the input {endangered}, which lies in the output folder {folder}. Choose another -o.");
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
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

    private static bool LiesIn(string folder, string input)
    {
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(input));
        return relative == "." || !(relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative));
    }
}
