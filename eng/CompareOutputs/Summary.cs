using System.Globalization;
using System.Text;

namespace BrainMets.Build.Comparing;

/// <summary>What was compared, for people.</summary>
/// <param name="old">The checkout that is the measure.</param>
/// <param name="now">The one compared with it.</param>
/// <param name="files">All files compared.</param>
/// <param name="expected">What was expected to differ.</param>
/// <param name="isWhole">Whether all steps were compared; only then is an expected difference that was not met worth a word.</param>
internal sealed class Summary(Side old, Side now, IReadOnlyList<ComparedFile> files, ExpectedDifferences expected, bool isWhole)
{
    private const int MostFilesShown = 40;
    private const int MostDifferencesShown = 5;

    public bool IsEqual => files.Count > 0 && !files.Any(f => f.Fails);

    public string Text()
    {
        var text = new StringBuilder();
        Table(text);
        Differences(text, [.. files.Where(f => f.Fails)], "differ", MostFilesShown);
        Expected(text);
        var soft = files.Count(f => f.IsSoft);
        text.Append(CultureInfo.InvariantCulture, $"\nold {old.Commit}, new {now.Commit}: {files.Count} files compared, {files.Count(f => f.Fails)} differ");
        text.Append(CultureInfo.InvariantCulture, $", {files.Count(f => f.Expected.Count > 0)} as expected, {soft} in words, layout or drawing only: {(IsEqual ? "equal" : "NOT EQUAL")}\n");
        return text.ToString();
    }

    public string Details()
    {
        var text = new StringBuilder();
        Differences(text, [.. files.Where(f => f.Fails)], "differ", int.MaxValue);
        Differences(text, [.. files.Where(f => f.IsSoft)], "differ in words, layout or drawing only", int.MaxValue);
        foreach (var file in files.Where(f => f.Expected.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nexpected: {file.Path}\n");
            Lines(text, file.Expected, int.MaxValue);
        }

        return text.ToString();
    }

    private void Table(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{"step",-18}{"files",7}{"equal",7}{"soft",6}{"expected",10}{"differ",8}{"old s",8}{"new s",8}\n");
        foreach (var step in files.GroupBy(f => f.Step))
        {
            var (failing, soft) = (step.Count(f => f.Fails), step.Count(f => f.IsSoft));
            var explained = step.Count(f => f.Expected.Count > 0 && f.Differences.Count == 0);
            text.Append(CultureInfo.InvariantCulture, $"{step.Key,-18}{step.Count(),7}{step.Count() - failing - soft - explained,7}{soft,6}{explained,10}{failing,8}");
            text.Append(CultureInfo.InvariantCulture, $"{old.Seconds.GetValueOrDefault(step.Key, "-"),8}{now.Seconds.GetValueOrDefault(step.Key, "-"),8}\n");
        }
    }

    private static void Differences(StringBuilder text, IReadOnlyList<ComparedFile> chosen, string what, int most)
    {
        foreach (var file in chosen.Take(most))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{what}: {file.Path}\n");
            Lines(text, file.Differences, most == int.MaxValue ? most : MostDifferencesShown);
        }

        if (chosen.Count > most)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n... and {chosen.Count - most} more files that {what}\n");
        }
    }

    private static void Lines(StringBuilder text, IReadOnlyList<Difference> differences, int most)
    {
        foreach (var difference in differences.OrderBy(d => d.IsSoft).Take(most))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {difference.Place}: {(difference.IsSoft ? "(soft) " : "")}{difference.Text}\n");
        }

        if (differences.Count > most)
        {
            text.Append(CultureInfo.InvariantCulture, $"  ... and {differences.Count - most} more\n");
        }
    }

    private void Expected(StringBuilder text)
    {
        foreach (var (line, uses) in expected.Uses.Where(use => use.Uses > 0 || isWhole))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{(uses > 0 ? $"expected, met {uses} times" : "EXPECTED BUT NOT MET (take the line out)")}: {line}");
        }

        if (expected.Uses.Any())
        {
            text.Append('\n');
        }
    }
}
