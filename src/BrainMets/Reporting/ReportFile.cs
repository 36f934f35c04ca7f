namespace BrainMets.Reporting;

/// <summary>A page on disk with copies of its figures in the folder "figures" beside it.</summary>
internal static class ReportFile
{
    public const string FiguresFolder = "figures";

    public static void Write(string file, string title, IEnumerable<Html> sections, IEnumerable<SvgFigure> figures)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".", FiguresFolder);
        Directory.CreateDirectory(folder);
        foreach (var figure in figures)
        {
            figure.Save(folder);
        }

        var partial = file + ".partial";
        File.WriteAllText(partial, ReportPage.Render(title, sections).Markup);
        File.Move(partial, file, overwrite: true);
    }
}
