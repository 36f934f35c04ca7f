using BrainMets.Prediction;
using BrainMets.Tests.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Prediction;

public sealed class CombinationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_reads_back_to_the_same_bytes()
    {
        CombinationFile.Write(SomeCombination.Chosen(), folder.Path);
        var first = File.ReadAllText(folder.File("combination.json"));

        CombinationFile.Write(CombinationFile.Read(folder.Path)!, folder.Path);

        Assert.Equal(first, File.ReadAllText(folder.File("combination.json")));
        Assert.DoesNotContain("Infinity", first, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", first, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_a_row_for_each_gate_and_baseline_and_leaves_the_undefined_empty()
    {
        CombinationFile.Write(SomeCombination.Chosen(), folder.Path);

        var rows = File.ReadAllLines(folder.File("combination.csv"));
        // head, five gates with both ends, baselines
        Assert.Equal(1 + 7 + 5, rows.Length);
        Assert.All(rows, r => Assert.Equal(rows[0].Count(c => c == ','), r.Count(c => c == ',')));
        Assert.StartsWith("main & <others> only,,false,0,0,0,12,0,", rows[1], StringComparison.Ordinal);
        Assert.Single(rows, r => r.StartsWith("gate,0.4,true,12,12,0,0,1,", StringComparison.Ordinal));
        Assert.Equal("mean probability" + new string(',', 22), rows[^3]);
    }

    [Fact]
    public void A_file_of_another_kind_or_version_is_refused()
    {
        Assert.Null(CombinationFile.Read(folder.Path));

        File.WriteAllText(folder.File("combination.json"), "{ \"surprise\": 1 }");
        Assert.Contains("not a combination", Assert.Throws<InvalidInputException>(() => CombinationFile.Read(folder.Path)).Message,
            StringComparison.Ordinal);

        CombinationFile.Write(SomeCombination.Chosen() with { SchemaVersion = 2 }, folder.Path);
        Assert.Contains("schema version 2", Assert.Throws<InvalidInputException>(() => CombinationFile.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }
}
