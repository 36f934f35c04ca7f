using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Phantoms;

/// <summary>All that decides one phantom: the description of its scan and patient, and the seed of what is drawn within it.</summary>
/// <param name="Site">Without a variation: everything in it is settled.</param>
/// <param name="Number">From 1; with the site's name the case's identity.</param>
/// <param name="CaseSeed">Of subject, anatomy, position, vessels, lesions and noise.</param>
public sealed record PhantomDraw(PhantomSite Site, int Number, int CaseSeed)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        IncludeFields = true, // pairs
        WriteIndented = true,
    };

    /// <summary>Reads a draw.json.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or is no record of a phantom.</exception>
    public static PhantomDraw Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PhantomDraw>(File.ReadAllText(path), Json) ?? throw new JsonException("It is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, "cannot be opened; the record of a phantom is the draw.json in its folder.", e);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidInputException(path, $"is not the record of a phantom, the draw.json that 'mets phantom' writes beside each scan. {e.Message}", e);
        }
    }

    /// <summary>Writes all of it, defaults too, as JSON.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    internal static PhantomDraw Of(PhantomSite site, int number, int caseSeed) => new(
        site.Variation is { } variation ? variation.Draw(site.Name, caseSeed) with { Variation = null } : site, number, caseSeed);
}
