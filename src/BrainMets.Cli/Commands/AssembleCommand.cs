using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Reporting;

namespace BrainMets.Cli;

/// <summary><c>mets assemble</c>: a model folder of trained networks, with operating points and calibration chosen on validation cases.</summary>
internal static class AssembleCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("assemble", "Make a model folder of trained networks: averaged, calibrated, with operating points; goes on with --resume");
        var models = new Option<string[]>("--model", "-m")
        {
            Description = "A shipped model by name, a model folder, a run folder or a .safetensors file; may be given several times",
            HelpName = "MODEL",
            Required = true,
        };
        var datasets = new Option<string[]>("--dataset", "-d")
        {
            Description = "The validation cases with references, dataset.json; may be given several times",
            HelpName = "FILE",
            Required = true,
        };
        var only = new Option<string?>("--cases") { Description = "Take these cases only: a text file with one id a line, or the split.json of a run (its validation cases)", HelpName = "FILE" };
        var name = new Option<string>("--name") { Description = "What the model is called in results", HelpName = "NAME", Required = true };
        OptionValues.Require(name, IsName, "letters, digits, '.', '_' and '-'");
        var trainedOn = new Option<string?>("--trained-on") { Description = "For the card: what the networks learned from, in a sentence", HelpName = "TEXT" };
        var limits = new Option<string?>("--limits") { Description = "For the card: what the model must not be used for; stands in every prediction", HelpName = "TEXT" };
        command.Add(models);
        command.Add(datasets);
        command.Add(only);
        command.Add(name);
        command.Add(trainedOn);
        command.Add(limits);
        var output = OutputFolder.AddTo(command, canResume: true);
        add(command, (parsed, session) =>
        {
            string[] paths = [.. parsed.GetRequiredValue(models).Select(ShippedModels.Resolve)];
            var files = parsed.GetRequiredValue(datasets);
            var cases = ChosenCases.Of(files, parsed.GetValue(only));
            var plan = new AssemblyPlan
            {
                Name = parsed.GetRequiredValue(name),
                Models = paths,
                Cases = cases,
                TrainedOn = parsed.GetValue(trainedOn),
                Limits = parsed.GetValue(limits),
                Describe = ModelReadme.Write,
            };
            if (output.Resumes(parsed) && ModelSource.IsModelFolder(output.FullPath(parsed)))
            {
                throw new UsageException($"The model in {output.FullPath(parsed)} is finished. Give --overwrite to make it anew.");
            }

            return Run(session, plan, output.Prepare(parsed, [.. paths, .. files, .. cases.SelectMany(c => c.Files())]));
        });
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static int Run(Session session, AssemblyPlan plan, string folder)
    {
        var made = ProgressDisplay.Show(session, progress => ModelAssembly.Run(plan, folder, session.RunContext(progress)));
        foreach (var warning in made.Warnings)
        {
            session.Log.Warning(warning);
        }

        PointTable.Write(session, made.Card);
        session.Say($"model: {folder}");
        return ExitCode.Done;
    }
}
