using BrainMets.Datasets;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Datasets;

public sealed class DatasetIndexTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_key_is_read_and_paths_are_relative_to_the_file()
    {
        Touch("images/a.nii.gz", "masks/a.nii.gz", "masks/a-anna.nii.gz", "masks/a-brain.nii.gz", "images/b.nii.gz");

        var index = Load("""
            { "name": "gamma knife", "site": "north", "cases": [
              { "id": "BM-1", "patient": "P1", "t1c": "images/a.nii.gz", "reference": "masks/a.nii.gz",
                "readers": { "anna": "masks/a-anna.nii.gz" }, "brainMask": "masks/a-brain.nii.gz", "priorOf": "BM-2" },
              { "id": "BM-2", "patient": "P1", "t1c": "images/b.nii.gz", "site": "south" } ] }
            """);

        Assert.Equal(("gamma knife", "north", 2), (index.Name, index.Site, index.Cases.Count));
        var first = index.Cases[0];
        Assert.Equal(("BM-1", "P1", "north", "BM-2"), (first.Id, first.Patient, first.Site, first.PriorOf));
        Assert.Equal(folder.File("images", "a.nii.gz"), first.T1cPath);
        Assert.Equal(folder.File("masks", "a.nii.gz"), first.ReferencePath);
        Assert.Equal(folder.File("masks", "a-anna.nii.gz"), first.ReaderPaths["anna"]);
        Assert.Equal(folder.File("masks", "a-brain.nii.gz"), first.BrainMaskPath);
        var second = index.Cases[1];
        Assert.Equal("south", second.Site);
        Assert.Null(second.ReferencePath);
        Assert.Empty(second.ReaderPaths);
        Assert.Null(second.BrainMaskPath);
        Assert.Null(second.PriorOf);
    }

    [Fact]
    public void What_is_saved_is_loaded_back()
    {
        Touch("a.nii.gz", "b.nii.gz", "sub/c.nii.gz");
        var index = new DatasetIndex
        {
            Name = "two sites",
            Site = "north",
            Cases =
            [
                new Case
                {
                    Id = "a",
                    Patient = "p",
                    Site = "north",
                    T1cPath = folder.File("a.nii.gz"),
                    ReferencePath = folder.File("sub", "c.nii.gz"),
                },
                new Case
                {
                    Id = "b",
                    Patient = "p",
                    Site = "süd",
                    T1cPath = folder.File("b.nii.gz"),
                    ReaderPaths = new Dictionary<string, string> { ["anna"] = folder.File("sub", "c.nii.gz") },
                    BrainMaskPath = folder.File("a.nii.gz"),
                    PriorOf = "a",
                },
            ],
        };

        index.Save(folder.File("dataset.json"));

        var back = DatasetIndex.Load(folder.File("dataset.json"));
        Assert.Equal((index.Name, index.Site), (back.Name, back.Site));
        Assert.Equivalent(index.Cases, back.Cases, strict: true);
        var text = File.ReadAllText(folder.File("dataset.json"));
        Assert.Contains("\"reference\": \"sub/c.nii.gz\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_moves_with_its_folder()
    {
        Touch("old/a.nii.gz");
        var only = new Case { Id = "a", Patient = "p", T1cPath = folder.File("old", "a.nii.gz") };
        var index = new DatasetIndex { Name = "n", Cases = [only] };
        index.Save(folder.File("old", "dataset.json"));

        Directory.Move(folder.File("old"), folder.File("new"));

        Assert.Equal(folder.File("new", "a.nii.gz"), DatasetIndex.Load(folder.File("new", "dataset.json")).Cases[0].T1cPath);
    }

    [Theory]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz", "refrence": "b.nii.gz" } ] }""",
        "case a: unknown key \"refrence\"; known are id, patient, site, t1c, reference")]
    [InlineData("""{ "name": "n", "Site": "s", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz" } ] }""",
        "the file: unknown key \"Site\"; known are name, site, cases")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz" }, { "id": "b", "patient": "p" } ] }""",
        "case b: key \"t1c\" is missing")]
    [InlineData("""{ "name": "n", "cases": [ { "patient": "p", "t1c": "a.nii.gz" } ] }""",
        "case number 1: key \"id\" is missing")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": null } ] }""",
        "case a: key \"t1c\" is missing")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz", "readers": { "anna": null } } ] }""",
        "\"readers.anna\" is missing")]
    [InlineData("""{ "name": "n", "cases": [ null ] }""",
        "case number 1: key \"id\" is missing")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a\u0000.nii.gz" } ] }""",
        "case a, t1c: no such file")]
    [InlineData("""{ "cases": [] }""",
        "the file: key \"name\" is missing")]
    [InlineData("null", "key \"cases\" is missing")]
    [InlineData("""{ "name": "n", "cases": "a.nii.gz" }""",
        "line 1 is not as a dataset.json should be. The value at $.cases is of the wrong type")]
    [InlineData("""{ "name": "n", "cases": [] }""",
        "it holds no case")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "id": "b", "patient": "p", "t1c": "a.nii.gz" } ] }""",
        "id")]
    [InlineData("{ \"name\": \"n\",\n \"cases\": [ { \"id\": 7 } ] }", "line 2")]
    [InlineData("{ \"name\": \"n\",\n \"cases\": [ ", "line 2")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": " ", "t1c": "a.nii.gz" } ] }""",
        "case a: the patient is empty")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz", "priorOf": "z" } ] }""",
        "priorOf names \"z\", which is not a case of this data set")]
    [InlineData("""{ "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz", "priorOf": "a" } ] }""",
        "priorOf names the case itself")]
    public void A_faulty_file_is_refused_with_what_is_wrong(string json, string says)
    {
        Touch("a.nii.gz", "b.nii.gz");

        var error = Assert.Throws<InvalidInputException>(() => Load(json));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder.File("dataset.json"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"BrainMets\.|System\.", error.Message); // Our words mean nothing to the reader.
    }

    [Fact]
    public void Missing_files_are_listed_all_at_once()
    {
        Touch("a.nii.gz");

        var error = Assert.Throws<InvalidInputException>(() => Load("""
            { "name": "n", "cases": [
              { "id": "a", "patient": "p", "t1c": "a.nii.gz", "reference": "gone1.nii.gz", "readers": { "anna": "gone2.nii.gz" } },
              { "id": "b", "patient": "p", "t1c": "gone3.nii.gz", "brainMask": "gone4.nii.gz" } ] }
            """));

        Assert.Contains("4 errors to correct", error.Message, StringComparison.Ordinal);
        Assert.Contains($"case a, reference: no such file {folder.File("gone1.nii.gz")}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"case a, reader anna: no such file {folder.File("gone2.nii.gz")}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"case b, t1c: no such file {folder.File("gone3.nii.gz")}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"case b, brainMask: no such file {folder.File("gone4.nii.gz")}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("BM-014_1.2")]
    public void Ids_that_are_safe_as_folder_names_are_taken(string id)
    {
        Touch("a.nii.gz");

        Assert.Equal(id, Load($$"""{ "name": "n", "cases": [ { "id": "{{id}}", "patient": "p", "t1c": "a.nii.gz" } ] }""").Cases[0].Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("ends.")]
    [InlineData("a/b")]
    [InlineData("a\\\\b")]
    [InlineData("a b")]
    [InlineData("Müller")]
    [InlineData("con")]
    [InlineData("LPT1.x")]
    public void Ids_that_are_not_are_refused(string id)
    {
        Touch("a.nii.gz");

        var json = $$"""{ "name": "n", "cases": [ { "id": "{{id}}", "patient": "p", "t1c": "a.nii.gz" } ] }""";
        var error = Assert.Throws<InvalidInputException>(() => Load(json));

        Assert.Contains("not safe as a folder name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_are_one_folder_on_some_machines_are_not_unique()
    {
        Touch("a.nii.gz");

        var error = Assert.Throws<InvalidInputException>(() => Load("""
            { "name": "n", "cases": [ { "id": "a", "patient": "p", "t1c": "a.nii.gz" }, { "id": "A", "patient": "q", "t1c": "a.nii.gz" } ] }
            """));

        Assert.Contains("used 2 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prior_of_another_patient_is_refused()
    {
        Touch("a.nii.gz");

        var error = Assert.Throws<InvalidInputException>(() => Load("""
            { "name": "n", "cases": [
              { "id": "a", "patient": "p", "t1c": "a.nii.gz", "priorOf": "b" }, { "id": "b", "patient": "q", "t1c": "a.nii.gz" } ] }
            """));

        Assert.Contains("priorOf names b, a scan of another patient (q, not p)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => DatasetIndex.Load(folder.File("dataset.json")));
        var directory = Assert.Throws<InvalidInputException>(() => DatasetIndex.Load(folder.Path));

        Assert.Contains("there is no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", directory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faulty_cases_are_not_saved()
    {
        var index = new DatasetIndex { Name = "n", Cases = [new Case { Id = "../a", Patient = "p", T1cPath = folder.File("a.nii.gz") }] };

        Assert.Throws<ArgumentException>(() => index.Save(folder.File("dataset.json")));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private void Touch(params string[] files)
    {
        foreach (var file in files.Select(f => folder.File(f.Split('/'))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!); // inside the folder
            File.WriteAllText(file, "");
        }
    }

    private DatasetIndex Load(string json)
    {
        File.WriteAllText(folder.File("dataset.json"), json);
        return DatasetIndex.Load(folder.File("dataset.json"));
    }
}
