using BrainMets.Experiments;
using BrainMets.Imaging;

namespace BrainMets.Reporting;

/// <summary>
/// The report of an experiment of several networks (docs/report.md): what was found, on which data, network beside network, the strategy beside a second reader, and where all of it comes
/// from. One HTML file that carries everything it shows, with copies of its figures beside it and every table for other programs.
/// </summary>
public static class ExperimentReport
{
    public const string FileName = "report.html";

    /// <summary>
    /// Writes report.html, figures/ and tables/ into <paramref name="folder"/>. What the experiment does not have (a strategy, a second reader, several seeds) is left out or said to be absent; scans
    /// that cannot be read are named and do not end it.
    /// </summary>
    /// <param name="result">What experiment.json holds.</param>
    /// <param name="folder">Where experiment.json lies; the folders that the result names are relative to it.</param>
    /// <exception cref="InvalidInputException">An evaluation, comparison or combination that the result names is missing or damaged.</exception>
    /// <exception cref="ArgumentException">The result has no test set.</exception>
    public static void Write(ExperimentResult result, string folder)
    {
        if (result.Tests.Count == 0)
        {
            throw new ArgumentException($"Experiment {result.Name} has no test set, so there is nothing to report.", nameof(result));
        }

        var (files, content) = (new ExperimentFolder(result, folder), new ReportContent());
        Html[] sections =
        [
            SummarySection.Render(files, content),
            new FindingsSection(files).Render(),
            DataSection.Render(files, content),
            .. result.Comparisons.Select((_, i) => new ComparisonSection(files, content, i).Render()),
            AgreementSection.Render(files, content),
            ConfirmationSection.Render(files, content),
            StrategySection.Render(files, content),
            SecondReaderSection.Render(files, content),
            AllModelsSection.Render(files, content),
            TrainingSection.Render(files, content),
            ExperimentProvenanceSection.Render(files, content),
        ];
        content.Save(folder);
        ReportFile.Write(Path.Combine(folder, FileName), result.Name, sections, content.Figures);
    }
}
