using BrainMets.Build.Comparing;

// Compares what two checkouts wrote (eng/compare-checkouts.sh). Values must be equal; what a clock, a path or a commit writes is masked (Masks.cs), and words may
// differ where the numbers are the same: that is reported and does not fail.
const string Usage = "usage: CompareOutputs OLD NEW [--steps A,B] [--expected FILE] [--details FILE]";
const int Equal = 0;
const int Different = 1;
const int WrongUsage = 2;

if (args.Length < 2 || args.Length % 2 != 0)
{
    Console.Error.WriteLine(Usage);
    return WrongUsage;
}

var options = new Dictionary<string, string>();
for (var i = 2; i < args.Length; i += 2)
{
    if (args[i] is not ("--steps" or "--expected" or "--details"))
    {
        Console.Error.WriteLine($"CompareOutputs: unknown option {args[i]}. {Usage}");
        return WrongUsage;
    }

    options[args[i]] = args[i + 1];
}

try
{
    var steps = options.TryGetValue("--steps", out var chosen) ? chosen.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
    var expected = options.TryGetValue("--expected", out var file) && File.Exists(file) ? ExpectedDifferences.Read(file) : ExpectedDifferences.None;
    var (old, now) = (Side.Read(args[0]), Side.Read(args[1]));
    var files = new TreeComparison(old, now, expected).Compare(steps);
    var summary = new Summary(old, now, files, expected, isWhole: steps.Length == 0);
    Console.Write(summary.Text());
    if (options.TryGetValue("--details", out var details))
    {
        File.WriteAllText(details, summary.Details());
        Console.WriteLine($"Every difference: {details}");
    }

    return summary.IsEqual ? Equal : Different;
}
catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"CompareOutputs: {e.Message}");
    return WrongUsage;
}
