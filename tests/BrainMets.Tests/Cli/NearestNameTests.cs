using BrainMets.Cli;
using CsCheck;

namespace BrainMets.Tests.Cli;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["--threshold", "--threads", "--seed", "--overwrite", "--reference"];

    [Theory]
    [InlineData("--treshold", "--threshold")]   // one letter missing
    [InlineData("--thershold", "--threshold")]  // two letters swapped
    [InlineData("--sede", "--seed")]
    [InlineData("--Reference", "--reference")]  // case is not a mistake
    [InlineData("--over-write", "--overwrite")]
    public void A_slip_finds_what_was_meant(string typed, string meant) => Assert.Equal(meant, NearestName.Find(typed, Names));

    [Fact]
    public void A_word_like_none_of_them_finds_nothing() => Assert.Null(NearestName.Find("--colour-map", Names));

    [Fact]
    public void Nothing_to_choose_from_finds_nothing() => Assert.Null(NearestName.Find("--seed", []));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("ab", "ba", 1)]       // a swap is one edit
    [InlineData("kitten", "sitting", 3)]
    public void Edits_are_counted(string from, string to, int expected) => Assert.Equal(expected, NearestName.Edits(from, to));

    [Fact]
    public void Edits_are_the_same_both_ways() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 0, 6], Gen.String[Gen.Char["abc"], 0, 6])
            .Sample((a, b) => NearestName.Edits(a, b) == NearestName.Edits(b, a));
}
