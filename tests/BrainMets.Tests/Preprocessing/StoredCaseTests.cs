using BrainMets.Datasets;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Preprocessing;

public sealed class StoredCaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Case @case;
    private readonly PreparedCaseStore store;

    public StoredCaseTests()
    {
        @case = MiniCases.Write(folder.File("data"), 1).Cases[0];
        store = new PreparedCaseStore(folder.File("prepared"), MiniCases.Options);
    }

    private string Entry => Assert.Single(Directory.GetFiles(folder.File("prepared"), "*.prepared"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_opened_case_holds_what_preparing_gives()
    {
        var expected = Preprocessor.Prepare(@case, MiniCases.Options);

        using var made = store.OpenOrPrepare(@case);
        using var found = store.OpenOrPrepare(@case);

        Assert.All(new[] { made, found }, stored =>
        {
            var loaded = stored.Load();
            Assert.Equal(expected.Image.Voxels, loaded.Image.Voxels);
            Assert.Equal(expected.Brain.Voxels, loaded.Brain.Voxels);
            Assert.Equal(expected.Reference!.Voxels, loaded.Reference!.Voxels);
            Assert.Equal((expected.CaseId, expected.Patient, expected.Source, expected.BrainOrigin),
                (loaded.CaseId, loaded.Patient, loaded.Source, loaded.BrainOrigin));
            Assert.Equal(expected.Image.Geometry, stored.Geometry);
        });
    }

    [Fact]
    public void Any_part_of_a_volume_can_be_read_and_nothing_beyond_it()
    {
        using var stored = store.OpenOrPrepare(@case);
        var whole = stored.Load();
        var image = new float[7];
        var reference = new byte[5];

        stored.Image.Read(stored.Image.Count - 7, image);
        stored.Reference!.Read(1001, reference);

        Assert.Equal(whole.Image.Voxels[^7..], image);
        Assert.Equal(whole.Reference!.Voxels[1001..1006], reference);
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Image.Read(stored.Image.Count - 6, image));
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Brain.Read(-1, reference));
    }

    [Fact]
    public void Reading_after_disposal_is_an_error_and_not_the_end_of_the_program()
    {
        var stored = store.OpenOrPrepare(@case);

        stored.Dispose();

        Assert.Throws<ObjectDisposedException>(() => stored.Image.Read(0, new float[1]));
        Assert.Throws<ObjectDisposedException>(stored.Load);
    }

    [Fact]
    public void A_case_without_a_reference_has_none_when_opened()
    {
        using var stored = store.OpenOrPrepare(@case with { ReferencePath = null });

        Assert.Null(stored.Reference);
        Assert.Null(stored.Load().Reference);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("one byte changed")]
    [InlineData("one byte more")]
    [InlineData("empty")]
    public void A_damaged_entry_is_made_again_before_it_is_opened(string damage)
    {
        store.OpenOrPrepare(@case).Dispose();
        var bytes = File.ReadAllBytes(Entry);
        var damaged =
            damage switch { "truncated" => bytes[..(bytes.Length / 2)], "empty" => [], "one byte more" => [.. bytes, 0], _ => [.. bytes] };
        if (damage == "one byte changed")
        {
            damaged[bytes.Length / 3] ^= 1;
        }

        File.WriteAllBytes(Entry, damaged);

        using var stored = store.OpenOrPrepare(@case);

        Assert.Equal(bytes, File.ReadAllBytes(Entry));
        Assert.Equal(Preprocessor.Prepare(@case, MiniCases.Options).Image.Voxels, stored.Image.ToArray());
    }

    [Fact]
    public void A_case_in_memory_is_read_through_the_same_door_and_not_copied()
    {
        var prepared = MiniCases.Prepared("a", 1);
        using var stored = StoredCase.Of(prepared);

        Assert.Same(prepared, stored.Load());
        Assert.Equal(prepared.Image.Voxels, stored.Image.ToArray());
    }
}
