using BrainMets.Datasets;
using BrainMets.Experiments;
using CsCheck;

namespace BrainMets.Tests.Experiments;

public sealed class UnseenCasesTests
{
    [Fact]
    public void A_patient_that_one_network_learned_from_is_seen_though_the_other_set_him_aside()
    {
        Case[] known = [Of("a"), Of("b"), Of("c")];

        var unseen = SharedValidationCases.Of([new RunSplit(["a"], ["b", "c"]), new RunSplit(["a", "b"], ["c"])], known, []);

        Assert.Equal(["c"], unseen.Select(c => c.Id));
    }

    /// <summary>A few-shot patient: the other network's training set lacks him, so it cannot have learned from him.</summary>
    [Fact]
    public void A_patient_that_only_one_network_knows_counts_if_it_set_him_aside()
    {
        Case[] known = [Of("a"), Of("b"), Of("few")];

        Assert.Equal(["b", "few"],
            SharedValidationCases.Of([new RunSplit(["a"], ["b"]), new RunSplit(["a"], ["b", "few"])], known, []).Select(c => c.Id));
    }

    [Fact]
    public void It_goes_by_patients_and_no_test_patient_counts()
    {
        Case[] known = [Of("a"), Of("b1", "b"), Of("b2", "b"), Of("c"), Of("d")];

        // One scan of b was learned from, so b is seen with both; c is judged on.
        var unseen = SharedValidationCases.Of([new RunSplit(["a", "b1"], ["b2", "c", "d"])], known, [Of("later scan", "c")]);

        Assert.Equal(["d"], unseen.Select(c => c.Id));
    }

    [Fact]
    public void A_network_that_names_a_case_nobody_knows_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => SharedValidationCases.Of([new RunSplit(["gone"], ["b"])], [Of("b")], []));

        Assert.Contains("gone", error.Message, StringComparison.Ordinal);
        Assert.Contains("is unknown on which patients the network was trained", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever is learned from and tested on: nobody chosen on was, and nobody who could be chosen on is left out.</summary>
    [Fact]
    public void Nobody_learned_from_or_judged_on_is_ever_among_them() =>
        Gen.Select(Gen.Int[0, 7].Array[20], Gen.Int[0, 2].Array[20], Gen.Int[0, 2].Array[20], Gen.Bool.Array[8])
            .Sample((patients, first, second, tested) =>
        {
            Case[] known = [.. patients.Select((p, i) => Of($"c{i}", $"p{p}"))];
            // 0: learned from, 1: set aside, 2: not in the training set.
            RunSplit[] splits = [.. new[] { first, second }.Select(side => new RunSplit(Ids(side, 0), Ids(side, 1)))];
            Case[] tests = [.. Enumerable.Range(0, 8).Where(p => tested[p]).Select(p => Of($"t{p}", $"p{p}"))];

            var unseen = SharedValidationCases.Of(splits, known, tests).Select(c => c.Id).ToHashSet();

            foreach (var (i, c) in known.Index())
            {
                var own = Enumerable.Range(0, 20).Where(j => patients[j] == patients[i]).ToArray();
                var expected = own.Any(j => first[j] == 1 || second[j] == 1)
                    && own.All(j => first[j] != 0 && second[j] != 0) && !tested[patients[i]];
                Assert.Equal(expected, unseen.Contains(c.Id));
            }
        });

    private static string[] Ids(int[] side, int which) =>
        [.. Enumerable.Range(0, side.Length).Where(i => side[i] == which).Select(i => $"c{i}")];

    private static Case Of(string id, string? patient = null) => new() { Id = id, Patient = patient ?? id, T1cPath = id + ".nii" };
}
