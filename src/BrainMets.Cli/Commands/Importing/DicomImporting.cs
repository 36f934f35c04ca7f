using BrainMets.Dicom;

namespace BrainMets.Cli;

/// <summary><c>mets import --layout dicom</c> and <c>gk-hippo</c>.</summary>
internal static class DicomImporting
{
    /// <param name="session">The command at work.</param>
    /// <param name="source">The folder to look through.</param>
    /// <param name="options">What the user said.</param>
    /// <param name="checkOutside">Refuses an output folder within a folder.</param>
    /// <param name="prepare">Makes the output folder ready, given the inputs.</param>
    public static int Run(Session session, string source, DicomImportOptions options, Action<string> checkOutside, Func<IEnumerable<string>, string> prepare)
    {
        checkOutside(Path.GetFullPath(source));
        using var codec = new DicomCodec();
        var import = ProgressDisplay.Show(session, progress => DicomImport.Find(codec, source, options, new CountedProgress(progress, "scan", "files"), session.Cancellation));
        var folder = prepare(import.Inputs);
        var result = ProgressDisplay.Show(session, progress => import.Write(folder, new CountedProgress(progress, "import", "examinations"), session.Cancellation));
        return new ImportSummary(session, folder).Show(result);
    }
}
