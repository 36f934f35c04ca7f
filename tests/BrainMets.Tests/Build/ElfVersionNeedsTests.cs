using BrainMets.Build;
using CsCheck;
using Outcome = BrainMets.Build.ElfVersionNeeds.Outcome;

namespace BrainMets.Tests.Build;

/// <summary>The build step that lets TorchSharp's native library load on an older libstdc++ (docs/decisions/0002).</summary>
public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_named_version_becomes_weak_and_no_other_byte_changes()
    {
        var before = new SmallElf().Bytes;
        var after = new SmallElf().Bytes;

        var outcome = ElfVersionNeeds.Weaken(after, Version);

        Assert.Equal(Outcome.Weakened, outcome);
        Assert.Equal([SmallElf.FlagsOffset], Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]));
        Assert.Equal(2, after[SmallElf.FlagsOffset]);
    }

    [Fact]
    public void A_second_time_changes_nothing()
    {
        var elf = new SmallElf().Bytes;
        ElfVersionNeeds.Weaken(elf, Version);
        var once = elf.ToArray();

        Assert.Equal(Outcome.AlreadyWeak, ElfVersionNeeds.Weaken(elf, Version));
        Assert.Equal(once, elf);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]  // a prefix of what is there
    [InlineData("GLIBCXX_3.4.33")]
    public void A_version_that_is_not_demanded_changes_nothing(string version)
    {
        var elf = new SmallElf().Bytes;

        Assert.Equal(Outcome.VersionNotNeeded, ElfVersionNeeds.Weaken(elf, version));
        Assert.Equal(new SmallElf().Bytes, elf);
    }

    [Fact]
    public void A_library_without_version_needs_is_left_alone()
    {
        var elf = new SmallElf().Bytes;
        elf[60] = 2; // two sections: the one with the needs is cut from the table

        Assert.Equal(Outcome.VersionNotNeeded, ElfVersionNeeds.Weaken(elf, Version));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    public void A_file_too_short_for_a_header_is_not_elf(int length) =>
        Assert.Equal(Outcome.NotElf, ElfVersionNeeds.Weaken(new SmallElf().Bytes.AsSpan(0, length), Version));

    [Fact]
    public void A_windows_library_is_not_elf() =>
        Assert.Equal(Outcome.NotElf, ElfVersionNeeds.Weaken([.. "MZ"u8, .. new byte[200]], Version));

    [Fact]
    public void A_file_cut_anywhere_before_the_end_of_its_tables_is_refused_and_left_alone()
    {
        var whole = new SmallElf().Bytes;
        for (var length = 64; length < SmallElf.EndOfWhatIsRead; length += 4)
        {
            var cut = whole[..length];

            Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Weaken(cut, Version));
            Assert.Equal(whole[..length], cut);
        }
    }

    [Fact]
    public void Damaged_tables_end_in_an_outcome_or_a_refusal_and_never_in_a_loop() =>
        Gen.Select(Gen.Int[40, 575], Gen.Byte).Sample((at, value) =>
        {
            var elf = new SmallElf().Bytes;
            elf[at] = value;
            var task = Task.Run(() => Record.Exception(() => ElfVersionNeeds.Weaken(elf, Version)));
            return task.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)
                && task.Result is (null or InvalidDataException);
        });

    [Fact]
    public void The_library_of_TorchSharp_that_these_tests_run_on_is_weak_already_or_has_its_version()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(library), "Only the Linux x64 library needs the step.");
        var bytes = File.ReadAllBytes(library);

        var outcome = ElfVersionNeeds.Weaken(bytes, Version);

        Assert.True(outcome is Outcome.AlreadyWeak || HostLibstdcxx.Provides(Version), $"{outcome}: the build step did not run");
    }
}
