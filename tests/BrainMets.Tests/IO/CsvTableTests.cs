using BrainMets.Tests.Support;

namespace BrainMets.Tests.IO;

public sealed class CsvTableTests
{
    [Fact]
    public void Columns_then_rows_then_a_line_end()
    {
        using var folder = new TemporaryFolder();
        var table = new CsvTable("some-name", "case", "value");
        table.Add("a", 0.1);

        table.Save(folder.Path);

        Assert.Equal("case,value\na,0.1\n", File.ReadAllText(folder.File("some-name.csv")));
        Assert.Equal("case\n", new CsvTable("empty", "case").Text);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_text_that_would_end_its_field_is_quoted(string? text, string field) => Assert.Equal(field, Field(text));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-17", "'-17")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("'x", "'x")]
    public void A_text_that_a_spreadsheet_would_take_for_a_formula_is_led_by_an_apostrophe(string text, string field) =>
        Assert.Equal(field, Field(text));

    [Fact]
    public void Numbers_are_never_taken_for_formulas()
    {
        Assert.Equal("-0.5", Field(-0.5));
        Assert.Equal("-3", Field(-3));
        Assert.Equal("-3", Field(-3L));
    }

    [Fact]
    public void Numbers_keep_all_digits_and_undefined_ones_are_empty()
    {
        Assert.Equal("0.30000000000000004", Field(0.1 + 0.2));
        Assert.Equal("", Field(double.NaN));
        Assert.Equal("", Field(double.PositiveInfinity));
        Assert.Equal("", Field((double?)null));
    }

    [Fact]
    public void A_table_may_ask_for_fewer_digits()
    {
        var table = new CsvTable("t", "a", "b", "c") { NumberFormat = "0.####" };
        table.Add(1 / 3.0, 2.0, 7);

        Assert.Equal("a,b,c\n0.3333,2,7\n", table.Text);
    }

    [Fact]
    public void A_column_may_stand_in_quotes_always()
    {
        var table = new CsvTable("t", "state", "names") { QuotedColumn = "names" };
        table.Add("confirmed", "a");
        table.Add(null, "");

        Assert.Equal("state,names\nconfirmed,\"a\"\n,\"\"\n", table.Text);
    }

    [Fact]
    public void Column_names_are_texts_too() => Assert.Equal("\"a,b_mm3\",'=c\n", new CsvTable("t", "a,b_mm3", "=c").Text);

    [Fact]
    public void A_row_of_another_length_does_not_fit() => Assert.Throws<ArgumentException>(() => new CsvTable("t", "a", "b").Add(1));

    /// <summary>A table that mets reads was written by people: what they wrote stands, apostrophes and all.</summary>
    [Fact]
    public void A_table_that_is_read_is_taken_as_it_stands()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.csv"), "id,patient\n-17,'P\n'-18,=P\n");

        var read = TextTable.Read(folder.File("t.csv"), "id");

        Assert.Equal(["-17", "'P", "'-18", "=P"], read.Rows.SelectMany(row => row));
    }

    private static string Field(object? value)
    {
        var table = new CsvTable("t", "x");
        table.Add(value);
        return table.Text[2..^1]; // Without the column's name and the last line end.
    }
}
