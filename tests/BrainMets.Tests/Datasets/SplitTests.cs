using BrainMets.Datasets;
using CsCheck;

namespace BrainMets.Tests.Datasets;

public sealed class SplitTests
{
    /// <summary>Up to 60 cases of up to 25 patients, so that many patients have several.</summary>
    private static Gen<List<Case>> Cases { get; } = Gen.Int[1, 25].List[3, 60].Select(
        patients => patients.Select((patient, i) => new Case { Id = $"c{i}", Patient = $"p{patient}", T1cPath = $"c{i}.nii" }).ToList());

    [Fact]
    public void No_patient_stands_on_two_sides_and_no_case_is_lost() =>
        Gen.Select(Cases.Where(c => PatientsOf(c).Count > 4), Gen.Double[0, 0.4], Gen.Double[0, 0.4], Gen.Int).Sample(
            (cases, validation, test, seed) =>
            {
                var split = Split.ByPatient(cases, validation, test, seed);

                var sides = new[] { split.Training, split.Validation, split.Test };
                Assert.Equal(PatientsOf(cases).Count, sides.Sum(side => PatientsOf(side).Count));
                Assert.Equal(cases.Select(c => c.Id).Order(), sides.SelectMany(side => side).Select(c => c.Id).Order());
                Assert.NotEmpty(split.Training);
            });

    [Fact]
    public void The_order_of_the_cases_does_not_change_who_is_where() =>
        Gen.Select(Cases.Where(c => PatientsOf(c).Count > 4), Gen.Int).Sample((cases, seed) =>
        {
            var split = Split.ByPatient(cases, 0.2, 0.2, seed);
            var reversed = Split.ByPatient([.. Enumerable.Reverse(cases)], 0.2, 0.2, seed);

            Assert.Equal(split.Test.Select(c => c.Id), reversed.Test.Select(c => c.Id).Reverse());
            Assert.Equal(split.Validation.Select(c => c.Id), reversed.Validation.Select(c => c.Id).Reverse());
        });

    [Fact]
    public void Shares_count_patients_not_cases()
    {
        // Ten patients, the first with 91 cases.
        var cases = Enumerable.Range(0, 100)
            .Select(i => new Case { Id = $"c{i}", Patient = $"p{Math.Max(0, i - 90)}", T1cPath = "x" }).ToList();

        var split = Split.ByPatient(cases, 0.25, 0.2, seed: 1);

        Assert.Equal(3, PatientsOf(split.Validation).Count); // 2.5 rounds away from zero
        Assert.Equal(2, PatientsOf(split.Test).Count);
        Assert.Equal(5, PatientsOf(split.Training).Count);
    }

    [Fact]
    public void A_small_share_gets_at_least_one_patient_and_none_gets_none()
    {
        var cases = Enumerable.Range(0, 5).Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", T1cPath = "x" }).ToList();

        var split = Split.ByPatient(cases, 0.01, 0, seed: 1);

        Assert.Single(split.Validation);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void Another_seed_gives_another_split_and_the_same_seed_the_same()
    {
        var cases = Enumerable.Range(0, 40).Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", T1cPath = "x" }).ToList();

        var first = Split.ByPatientCount(cases, 10, 10, seed: 1);

        Assert.Equal(first.Test, Split.ByPatientCount(cases, 10, 10, seed: 1).Test);
        Assert.NotEqual(first.Test, Split.ByPatientCount(cases, 10, 10, seed: 2).Test);
        Assert.Equal((20, 10, 10), (first.Training.Count, first.Validation.Count, first.Test.Count));
    }

    /// <summary>
    /// A few-shot set is the other set with some patients more: whom both hold, both should set aside or neither, or no patient is unseen
    /// by both networks.
    /// </summary>
    [Fact]
    public void A_larger_list_sets_aside_those_of_the_smaller_that_come_as_early_in_the_draw()
    {
        var few = Enumerable.Range(0, 30).Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", T1cPath = "x" }).ToList();
        var more = few.Concat(Enumerable.Range(30, 10).Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", T1cPath = "x" })).ToList();

        for (var seed = 1; seed <= 20; seed++)
        {
            // The first 6 of 30 and the first 8 of 40 of one order: of the shared patients one list is the beginning of the other.
            var (a, b) = (Split.ByPatient(few, 0.2, 0, seed).Validation, Split.ByPatient(more, 0.2, 0, seed).Validation);
            var shared = PatientsOf(b).Intersect(PatientsOf(few)).ToHashSet();
            Assert.True(shared.IsSubsetOf(PatientsOf(a)) || PatientsOf(a).IsSubsetOf(shared), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_site_gives_in_proportion(int seed)
    {
        var cases = Enumerable.Range(0, 30)
            .Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", Site = i < 20 ? "large" : "small", T1cPath = "" }).ToList();

        var aside = Split.ByPatientCount(cases, 6, 0, seed).Validation;

        Assert.Equal(4, aside.Count(c => c.Site == "large"));
        Assert.Equal(2, aside.Count(c => c.Site == "small"));
    }

    [Fact]
    public void A_split_that_leaves_nobody_for_training_is_refused()
    {
        var cases = Enumerable.Range(0, 4).Select(i => new Case { Id = $"c{i}", Patient = $"p{i}", T1cPath = "x" }).ToList();

        Assert.Throws<ArgumentException>(() => Split.ByPatient(cases, 0.5, 0.5, seed: 1));
        Assert.Throws<ArgumentException>(() => Split.ByPatient(cases, -0.1, 0.5, seed: 1));
        Assert.Throws<ArgumentException>(() => Split.ByPatient(cases, double.NaN, 0.5, seed: 1));
        var error = Assert.Throws<ArgumentException>(() => Split.ByPatientCount(cases, 2, 2, seed: 1));
        Assert.Contains("4 patients cannot give 2 for validation and 2 for test", error.Message, StringComparison.Ordinal);
    }

    private static HashSet<string> PatientsOf(IEnumerable<Case> cases) => [.. cases.Select(c => c.Patient)];
}
