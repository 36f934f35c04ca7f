using BrainMets.Experiments;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class PieceStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private int made;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_piece_is_made_once_and_anew_when_it_depends_on_something_else()
    {
        Make("a");
        Make("a");
        Assert.Equal(1, made);

        Make("b");
        Assert.Equal(2, made);
        Assert.Equal("b", File.ReadAllText(folder.File("models", "x", "text")));
    }

    [Theory]
    [InlineData(true, "begun and done")]
    [InlineData(false, "done")]
    public void A_piece_that_was_cut_short_goes_on_or_begins_anew(bool canContinue, string expected)
    {
        var store = new ArtifactStore(folder.Path);
        void Work(string path, bool dies)
        {
            File.AppendAllText(Path.Combine(path, "text"), dies ? "begun and " : "done");
            if (dies)
            {
                throw new OperationCanceledException();
            }
        }

        Assert.Throws<OperationCanceledException>(() => store.Make("x", On("a"), canContinue, f => Work(f, dies: true)));
        store.Make("x", On("a"), canContinue, f => Work(f, dies: false));

        Assert.Equal(expected, File.ReadAllText(folder.File("x", "text")));
    }

    [Fact]
    public void A_piece_cut_short_of_other_dependencies_begins_anew()
    {
        var store = new ArtifactStore(folder.Path);
        Assert.Throws<OperationCanceledException>(() => store.Make("x", On("a"), canContinue: true, f =>
        {
            File.WriteAllText(Path.Combine(f, "left"), "");
            throw new OperationCanceledException();
        }));

        store.Make("x", On("b"), canContinue: true, _ => { });

        Assert.False(File.Exists(folder.File("x", "left")));
    }

    [Fact]
    public void What_was_changed_added_or_removed_is_named()
    {
        Make("a");
        Assert.Empty(new ArtifactStore(folder.Path).Faults());
        File.WriteAllText(folder.File("models", "x", "new"), "");
        File.AppendAllText(folder.File("models", "x", "text"), "!");
        File.Delete(folder.File("models", "x", "other"));

        Assert.Equal(
            ["models/x/new was added since the artifact was made", "models/x/other is gone since the artifact was made",
                "models/x/text was changed since the artifact was made"],
            new ArtifactStore(folder.Path).Faults());
    }

    private static Dictionary<string, string> On(string what) => new() { ["input"] = what };

    private void Make(string on) => new ArtifactStore(folder.Path).Make("models/x", On(on), canContinue: true, path =>
    {
        made++;
        File.WriteAllText(Path.Combine(path, "text"), on);
        File.WriteAllText(Path.Combine(path, "other"), "");
    });
}
