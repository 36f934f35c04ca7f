using System.Xml.Linq;
using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Reporting;

public sealed class CombinationReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_chosen_gate_is_shown_with_its_correction_its_distribution_and_the_baselines()
    {
        var page = Write(SomeCombination.Chosen());

        Assert.All(
            [
                "Research use; not a medical device.", "Apparent gain", "Corrected gain", "corrected for choosing on the same cases",
                    "Other patients like these would have chosen",
                "mean probability", "union of findings", "intersection of findings", "Chosen in resamples", "What became of the findings",
                    "Input files", "few-shot alone",
            ],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_lie_beside_the_page_as_svg_and_png_and_show_gate_and_baselines()
    {
        Write(SomeCombination.Chosen());

        var names = Directory.GetFiles(folder.File("figures")).Select(Path.GetFileName).Order().ToArray();
        Assert.Equal(
            ["gate-choices.png", "gate-choices.svg", "gate-f1.png", "gate-f1.svg", "gate-sensitivity-precision.png",
                "gate-sensitivity-precision.svg"], names);
        var text = string.Join(' ', XDocument.Load(folder.File("figures", "gate-f1.svg"))
            .Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.All(["chosen 0.4 cc", "only", "few-shot", "best single", "union of findings"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_given_gate_needs_no_correction_and_has_no_distribution()
    {
        var page = Write(SomeCombination.Given(VolumeGate.At(400)));

        Assert.Contains("The gate was given, not chosen on these cases", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Corrected gain", page, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("figures", "gate-choices.svg")));
    }

    [Fact]
    public void What_is_undefined_says_so()
    {
        var nothing = Write(SomeCombination.Chosen(empty: true));
        var one = Write(SomeCombination.Chosen(patients: 1));

        Assert.Contains("No gate could be chosen", nothing, StringComparison.Ordinal);
        Assert.Contains("undefined", nothing, StringComparison.Ordinal);
        Assert.Contains("cannot be corrected", one, StringComparison.Ordinal);
    }

    [Fact]
    public void A_combination_without_references_says_that_it_was_not_judged() =>
        Assert.Contains(
            "Not evaluated: no references were given", Write(SomeCombination.Chosen() with { Selection = null }), StringComparison.Ordinal);

    [Fact]
    public void Names_of_models_never_become_markup() =>
        Assert.DoesNotContain("<others>", Write(SomeCombination.Chosen()), StringComparison.Ordinal);

    private string Write(CombinationSummary summary)
    {
        CombinationReport.Write(summary, folder.File("report.html"));
        return File.ReadAllText(folder.File("report.html"));
    }
}
