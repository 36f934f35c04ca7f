using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Prediction;

public sealed class BatchPredictionTests
{
    [Fact]
    public void A_case_that_could_not_be_written_leaves_nothing_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        var cases = MiniCases.Write(folder.File("data"), 2).Cases;
        var context = new RunContext { Compute = Compute.Reference, Threads = 1, Version = "test" };
        ModelRun.Run(MiniConfig.Experiment, new ExperimentInputs { Training = cases }, new RunFolder(folder.File("run")), context);
        using var model = LoadedModel.Load(folder.File("run"), "cpu");
        var predictor = new CasePredictor(model, new PredictionOptions { Threshold = 0.5 }, context);

        var predicted = new List<string>();
        var batch = new BatchPrediction(cases, folder.File("out"), context);
        foreach (var task in batch.Tasks())
        {
            try
            {
                using var target = new PredictionFolder(task.Folder);
                var prediction = predictor.Predict(CaseInput.Read(task.Case));
                target.WriteImages(prediction, saveProbability: false);
                if (prediction.CaseId == cases[0].Id)
                {
                    throw new IOException("No space left on device.");
                }

                target.WriteTables(prediction);
                target.WriteManifest(prediction);
                target.Commit();
                predicted.Add(prediction.CaseId);
            }
            catch (IOException e)
            {
                batch.Fail(task.Case, e);
            }
        }

        Assert.Equal(cases[1].Id, Assert.Single(predicted));
        Assert.Equal([folder.File("out", cases[1].Id)], Directory.EnumerateDirectories(folder.File("out")));
        Assert.Equal(new CaseFailure(cases[0].Id, "No space left on device."), Assert.Single(BatchPrediction.Failures(folder.File("out"))));
    }
}
