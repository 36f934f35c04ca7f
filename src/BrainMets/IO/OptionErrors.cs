namespace BrainMets.IO;

/// <summary>Collects everything that is wrong with a record of options, so that the user corrects all of it in one go.</summary>
/// <param name="options">Name of the options, with which the message begins: "Lesion options".</param>
internal sealed class OptionErrors(string options)
{
    private readonly List<string> errors = [];

    /// <summary>Adds an error where a value is wrong: what was found, then what is possible.</summary>
    public void AddIf(bool isWrong, string error)
    {
        if (isWrong)
        {
            errors.Add(error);
        }
    }

    public void AddRange(IEnumerable<string> found) => errors.AddRange(found);

    /// <exception cref="ArgumentException">There are errors; the message lists them.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0)
        {
            throw new ArgumentException($"{options}: {string.Join("; ", errors)}.");
        }
    }
}
