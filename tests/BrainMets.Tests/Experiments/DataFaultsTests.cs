using BrainMets.Experiments;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class DataFaultsTests
{
    [Fact]
    public void Good_data_have_no_fault() =>
        Assert.Empty(ExperimentDataValidator.Of(MiniPlan.Of("", ""), CaseAssignmentTests.Data(("home", 3, 1), ("away", 3, 1))));

    [Fact]
    public void A_patient_in_two_sites_is_refused()
    {
        var data = CaseAssignmentTests.Data(("home", 3, 1), ("away", 3, 1));
        data["away"] = data["away"] with { Cases = [.. data["away"].Cases.Select((c, i) => i == 1 ? c with { Patient = "home-p2" } : c)] };

        var fault = Assert.Single(ExperimentDataValidator.Of(MiniPlan.Of("", ""), data));

        Assert.Contains("1 patients are in two data sets (home, away): home-p2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_case_id_in_two_data_sets_is_refused()
    {
        var data = CaseAssignmentTests.Data(("home", 3, 1), ("away", 3, 1));
        data["away"] = data["away"] with { Cases = [.. data["away"].Cases.Select((c, i) => i == 1 ? c with { Id = "HOME-2-1" } : c)] };

        Assert.Contains("case ids are used in two data sets", Assert.Single(ExperimentDataValidator.Of(MiniPlan.Of("", ""), data)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_of_unknown_patients_and_one_of_wrong_numbers_are_told_together()
    {
        var plan = MiniPlan.Of("", "") with
        {
            DataSets = new Dictionary<string, DataSetPlan>
            {
                ["home"] = new() { File = "", Split = new SplitPlan { TestPatientNames = ["home-p1", "nobody"] } },
                ["away"] = new() { File = "", Split = new SplitPlan { TestPatients = 2, TrainingPatients = 5 } },
            },
        };

        var faults = ExperimentDataValidator.Of(plan, CaseAssignmentTests.Data(("home", 3, 1), ("away", 6, 1)));

        Assert.Contains(faults, f => f.Contains("names 1 patients that the data set has not: nobody", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("the data set has 6, which leaves 4", StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_networks_would_lack_is_told_at_once()
    {
        var plan = MiniPlan.Of("", "") with
        {
            TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>>
            {
                ["main"] = [new() { DataSet = "home" }],
                ["fewShot"] = [new() { DataSet = "away" }],
            },
            SecondReader = "second",
        };
        var data = CaseAssignmentTests.Data(("home", 3, 1), ("away", 3, 1));
        data["home"] = data["home"] with { Cases = [.. data["home"].Cases.Select(c => c with { ReferencePath = null })] };

        var faults = ExperimentDataValidator.Of(plan, data);

        Assert.Contains(faults, f => f.Contains("trainingSets.main: 3 of 3 cases have no \"reference\"", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("no patient of away is left to test on", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_without_the_second_reader_are_refused()
    {
        var data = CaseAssignmentTests.Data(("home", 3, 1), ("away", 3, 1));

        var fault = Assert.Single(ExperimentDataValidator.Of(MiniPlan.Of("", "") with { SecondReader = "OA" }, data));

        Assert.Contains("secondReader is \"OA\", who did not read 2 of 2 cases of away", fault, StringComparison.Ordinal);
        Assert.Contains("readers there are second", fault, StringComparison.Ordinal);
    }
}
