using System.CommandLine;
using BrainMets.Datasets;
using BrainMets.Dicom;

namespace BrainMets.Cli;

/// <summary><c>mets import</c>: a public or own data set to a dataset.json.</summary>
internal static class ImportCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("import", "Make a dataset.json of a public or own data set; nothing in it is changed");
        var source = new Argument<string>("SRC") { Description = "The folder the data set was unpacked to, or the table of --layout csv" };
        var options = new ImportArguments();
        command.Add(source);
        options.AddTo(command);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            if (options.IsDicom(parsed))
            {
                return DicomImporting.Run(session, parsed.GetRequiredValue(source), options.ForDicom(parsed), folder => Outside(output, parsed, folder), inputs => output.Prepare(parsed, inputs));
            }

            var import = DatasetImport.Find(parsed.GetRequiredValue(source), options.From(parsed));
            if (import.SourceFolder is { } folder)
            {
                Outside(output, parsed, folder);
            }

            return Run(session, import, options.Copies(parsed), output.Prepare(parsed, import.Inputs));
        });
    }

    /// <exception cref="UsageException">The output would lie in the data set.</exception>
    private static void Outside(OutputFolder output, ParseResult parsed, string folder)
    {
        if (output.LiesUnder(parsed, folder))
        {
            throw new UsageException($"The output folder would lie in the data set {folder}, in which nothing is changed. Choose another -o.");
        }
    }

    private static int Run(Session session, DatasetImport import, bool copies, string folder)
    {
        var result = ProgressDisplay.Show(session, progress => import.Write(folder, new ImportWriting
        {
            Copy = copies,
            Threads = session.Threads,
            Progress = new CountedProgress(progress, "import", "scans"),
            Cancellation = session.Cancellation,
        }));
        return new ImportSummary(session, folder).Show(result);
    }

    /// <summary>For the help: every layout by name.</summary>
    internal static string LayoutNames => string.Join(", ", DatasetImporters.Names.Concat(DicomImport.Layouts));
}
