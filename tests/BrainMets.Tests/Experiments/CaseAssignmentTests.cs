using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Experiments;

public sealed class CaseAssignmentTests
{
    [Fact]
    public void Nobody_is_judged_on_a_patient_that_any_network_learned_from() =>
        Gen.Select(Gen.Int[2, 30], Gen.Int[2, 30], Gen.Int[1, 3], Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((home, away, scans, few, seed) =>
        {
            var data = Data(("home", home, 1), ("away", away, scans));
            var plan = MiniPlan.Of("", "") with
            {
                TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>>
                {
                    ["main"] = [new() { DataSet = "home" }],
                    ["fewShot"] = [new() { DataSet = "home" }, new()
                    {
                        DataSet = "away",
                        Patients = Math.Max(1, Math.Min(few, away - 1)),
                        Seed = seed,
                    }],
                },
            };
            var assignment = new DataPartition(plan, data);

            var learned = plan.TrainingSets.Keys.SelectMany(t => assignment.TrainingCases(t)).Select(c => c.Patient).ToHashSet();
            var judged = assignment.TestCases("away");

            Assert.DoesNotContain(judged, c => learned.Contains(c.Patient));
            Assert.Equal(away - Math.Max(1, Math.Min(few, away - 1)), judged.Select(c => c.Patient).Distinct().Count());
            Assert.Equal(scans * judged.Select(c => c.Patient).Distinct().Count(), judged.Count); // follow-ups stay with their patient
        });

    [Fact]
    public void A_split_keeps_its_patients_from_every_training_set()
    {
        var data = Data(("home", 12, 2), ("away", 5, 1));
        var plan = MiniPlan.Of("", "") with
        {
            DataSets = new Dictionary<string, DataSetPlan>
            {
                ["home"] = new() { File = "", Split = new SplitPlan { TestPatients = 4, Seed = 3 } },
                ["away"] = new() { File = "" },
            },
            Tests = ["away", "home"],
        };
        var assignment = new DataPartition(plan, data);

        Assert.Equal(8, assignment.TestCases("home").Count); // four patients of two scans each
        Assert.Equal(16, assignment.TrainingCases("main").Count);
        Assert.Empty(
            assignment.TestCases("home").Select(c => c.Patient).Intersect(assignment.TrainingCases("fewShot").Select(c => c.Patient)));
    }

    [Fact]
    public void Patients_named_in_a_split_are_those_that_are_kept()
    {
        var plan = MiniPlan.Of("", "") with
        {
            DataSets = new Dictionary<string, DataSetPlan>
            {
                ["home"] = new() { File = "", Split = new SplitPlan { TestPatientNames = ["home-p2", "home-p5"] } },
                ["away"] = new() { File = "" },
            },
            Tests = ["home"],
        };

        Assert.Equal(
            ["home-p2", "home-p5"], new DataPartition(plan, Data(("home", 6, 1), ("away", 5, 1))).TestCases("home").Select(c => c.Patient));
    }

    [Fact]
    public void Each_fold_is_judged_by_networks_that_did_not_learn_from_it()
    {
        var plan = MiniPlan.Of("", "") with
        {
            TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>>
            {
                ["main"] = [new() { DataSet = "home" }, new() { DataSet = "away" }],
            },
            Folds = 3,
        };
        var data = Data(("home", 4, 1), ("away", 8, 2));
        var assignment = new DataPartition(plan, data);

        var folds = Enumerable.Range(1, 3)
            .Select(f => (Learned: assignment.TrainingCases("main", f), Judged: assignment.TestCases("away", f))).ToArray();

        Assert.All(folds, f => Assert.Empty(f.Learned.Select(c => c.Patient).Intersect(f.Judged.Select(c => c.Patient))));
        Assert.Equal(data["away"].Cases.Select(c => c.Id).Order(), folds.SelectMany(f => f.Judged).Select(c => c.Id).Order());
    }

    [Fact]
    public void The_order_of_the_file_does_not_matter()
    {
        var data = Data(("home", 4, 1), ("away", 9, 1));
        var turned = data.ToDictionary(d => d.Key, d => d.Value with { Cases = [.. d.Value.Cases.Reverse()] });

        Assert.Equal(
            new DataPartition(MiniPlan.Of("", ""), data).TestCases("away").Select(c => c.Id).Order(),
            new DataPartition(MiniPlan.Of("", ""), turned).TestCases("away").Select(c => c.Id).Order());
    }

    internal static Dictionary<string, DatasetIndex> Data(params (string Name, int Patients, int Scans)[] sets) =>
        sets.ToDictionary(s => s.Name, s => new DatasetIndex
        {
            Name = s.Name,
            Site = s.Name,
            Cases =
        [
            .. from p in Enumerable.Range(1, s.Patients)
               from scan in Enumerable.Range(1, s.Scans)
               select new Case
               {
                   Id = $"{s.Name}-{p}-{scan}",
                   Patient = $"{s.Name}-p{p}",
                   T1cPath = "t1c",
                   ReferencePath = "reference",
                   ReaderPaths = new Dictionary<string, string> { ["second"] = "second" },
               },
        ],
        });
}
