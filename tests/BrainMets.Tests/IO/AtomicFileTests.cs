using System.Text;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_text_is_written_in_UTF_8_without_a_byte_order_mark()
    {
        AtomicFile.WriteText(folder.File("a"), "1 mm³\n");

        Assert.Equal("1 mm"u8.ToArray().Concat(new byte[] { 0xC2, 0xB3, 0x0A }), File.ReadAllBytes(folder.File("a")));
        AssertNothingElse("a");
    }

    [Fact]
    public void Every_way_of_writing_replaces_the_file()
    {
        var file = folder.File("a");
        File.WriteAllText(file, "something longer");
        File.WriteAllText(folder.File("b"), "copied");

        AtomicFile.WriteText(file, "text");
        Assert.Equal("text", File.ReadAllText(file));
        AtomicFile.WriteBytes(file, Encoding.UTF8.GetBytes("bytes"));
        Assert.Equal("bytes", File.ReadAllText(file));
        AtomicFile.WriteByPath(file, temporary => File.WriteAllText(temporary, "by path"));
        Assert.Equal("by path", File.ReadAllText(file));
        AtomicFile.Copy(folder.File("b"), file);
        Assert.Equal("copied", File.ReadAllText(file));
        AssertNothingElse("a", "b");
    }

    [Fact]
    public void A_copy_of_a_file_that_is_read_only_can_be_written()
    {
        File.WriteAllText(folder.File("a"), "locked");
        File.SetAttributes(folder.File("a"), FileAttributes.ReadOnly);

        AtomicFile.Copy(folder.File("a"), folder.File("b"));
        File.SetAttributes(folder.File("a"), FileAttributes.Normal); // Else Windows does not delete it after the test.

        File.AppendAllText(folder.File("b"), "!");
        Assert.Equal("locked!", File.ReadAllText(folder.File("b")));
    }

    [Fact]
    public void The_old_file_stands_until_the_new_one_is_whole()
    {
        File.WriteAllText(folder.File("a"), "old");

        AtomicFile.Write(folder.File("a"), stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(folder.File("a")));
        });

        Assert.Equal("half", File.ReadAllText(folder.File("a")));
    }

    [Fact]
    public void A_writer_that_throws_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(folder.File("a"), "old");

        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(folder.File("a"), stream =>
        {
            stream.Write("half"u8);
            throw new InvalidDataException();
        }));
        Assert.Throws<InvalidDataException>(() => AtomicFile.WriteByPath(folder.File("a"), temporary =>
        {
            File.WriteAllText(temporary, "half");
            throw new InvalidDataException();
        }));
        Assert.Throws<InvalidDataException>(() => AtomicFile.WriteByPath(folder.File("a"), _ => throw new InvalidDataException()));

        Assert.Equal("old", File.ReadAllText(folder.File("a")));
        AssertNothingElse("a");
    }

    [Fact]
    public void Many_writers_of_one_file_leave_the_whole_text_of_one_of_them()
    {
        string[] texts = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 100_000))];

        Parallel.For(0, 64, i => AtomicFile.WriteText(folder.File("a"), texts[i % 8]));

        Assert.Contains(File.ReadAllText(folder.File("a")), texts);
        AssertNothingElse("a");
    }

    [Fact]
    public void The_temporary_file_is_hidden_beside_the_file_and_has_another_extension()
    {
        var seen = "";

        AtomicFile.WriteByPath(folder.File("mask.nii.gz"), temporary => File.WriteAllText(seen = temporary, ""));

        Assert.Equal(folder.Path, Path.GetDirectoryName(seen));
        Assert.Matches(@"^\.mask\.nii\.gz\.[0-9a-f]{32}\.tmp$", Path.GetFileName(seen));
    }

    [Fact]
    public void A_secret_is_its_owner_s_from_the_first_byte()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        UnixFileMode? during = null;

        AtomicFile.Write(folder.File("key"), _ => during = Mode(Directory.GetFiles(folder.Path, ".key.*").Single()), owner);

        Assert.Equal(owner, during);
        Assert.Equal(owner, Mode(folder.File("key")));
    }

    [Fact]
    public void A_folder_can_be_flushed() => AtomicFile.FlushFolder(folder.Path);

    [Fact]
    public void The_system_is_asked_to_flush_the_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows flushes no folders.");

        var error = Assert.Throws<IOException>(() => AtomicFile.FlushFolder(folder.File("nowhere")));

        Assert.Contains(folder.File("nowhere"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteText(folder.File("nowhere", "a"), ""));

        Assert.Contains(folder.File("nowhere"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_kill_left_is_deleted_and_nothing_else()
    {
        Directory.CreateDirectory(folder.File("run", ".case-1.partial", "inner"));
        Directory.CreateDirectory(folder.File("run", "case-2.partial"));
        var unique = new string('0', 31) + "f";
        string[] leftovers =
        [
            folder.File("run", $".a.json.{unique}.tmp"), folder.File($".b.{unique}.tmp"),
            folder.File("run", ".case-1.partial", "inner", "x"),
        ];
        string[] others =
        [
            folder.File(".mets-output"), folder.File("run", "a.tmp"), folder.File("run", ".a.tmp"), folder.File("run", $"a.{unique}.tmp"),
            folder.File("run", "case-2.partial", "y"),
        ];
        Array.ForEach([.. leftovers, .. others], file => File.WriteAllText(file, ""));

        AtomicFile.DeleteLeftovers(folder.Path);

        Assert.All(leftovers, file => Assert.False(File.Exists(file), file));
        Assert.All(others, file => Assert.True(File.Exists(file), file));
        Assert.False(Directory.Exists(folder.File("run", ".case-1.partial")));
    }

    [Fact]
    public void A_folder_appears_when_it_is_committed()
    {
        Directory.CreateDirectory(folder.File(".case.partial")); // Left by a kill.
        File.WriteAllText(folder.File(".case.partial", "half"), "");

        using (var target = new AtomicFolder(folder.File("case")))
        {
            Assert.True(AtomicFolder.IsTemporary(target.WorkPath));
            Assert.Empty(Directory.GetFiles(target.WorkPath));
            File.WriteAllText(Path.Combine(target.WorkPath, "a"), "text");
            Assert.False(Directory.Exists(folder.File("case")));
            target.Commit();
        }

        Assert.Equal([folder.File("case", "a")], Directory.GetFiles(folder.File("case")));
        Assert.Equal([folder.File("case")], Directory.GetDirectories(folder.Path));
        Assert.False(AtomicFolder.IsTemporary(folder.File("case")));
    }

    [Fact]
    public void A_folder_that_is_not_committed_leaves_nothing()
    {
        using (var target = new AtomicFolder(folder.File("case")))
        {
            File.WriteAllText(Path.Combine(target.WorkPath, "a"), "text");
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static UnixFileMode? Mode(string file) => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(file);

    private void AssertNothingElse(params string[] names) =>
        Assert.Equal(names, Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
