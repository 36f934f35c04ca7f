using System.Text.Json;
using System.Text.Json.Nodes;

namespace BrainMets.Experiments;

/// <summary>
/// Looks at a configuration as JSON beside the complete default one, and says in words of the file what cannot be: the messages of the JSON library
/// speak of our types.
/// </summary>
internal static class ConfigKeys
{
    /// <summary>Keys that do not exist, and values of another kind than the default's.</summary>
    public static IEnumerable<string> Faults(JsonObject given, JsonObject standard, string parent = "")
    {
        foreach (var (key, value) in given)
        {
            var path = parent + key;
            if (!standard.TryGetPropertyValue(key, out var usual))
            {
                var known = string.Join(", ", standard.Select(s => s.Key));
                yield return $"there is no key \"{path}\"; {(parent.Length == 0 ? "known are" : $"in \"{parent.TrimEnd('.')}\" known are")} {known}.";
            }
            else if (usual is not null && Kind(value) != Kind(usual)) // A default of null says nothing about its kind; the parser does.
            {
                yield return $"\"{path}\" is {Text(value)}; {Kind(usual)} is expected{(usual is JsonObject ? "" : $", such as the default {Text(usual)}")}.";
            }
            else if (value is JsonObject inner && usual is not null)
            {
                foreach (var fault in Faults(inner, usual.AsObject(), path + ".")) // Of the same kind as the value, so an object too.
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>A value of the right kind that still cannot be: a name that is not in the list, half a step.</summary>
    /// <param name="given">The configuration.</param>
    /// <param name="standard">The default one.</param>
    /// <param name="path">Where, as JsonException says it: "$.model.activation".</param>
    public static string ValueFault(JsonObject given, JsonObject standard, string? path)
    {
        var keys = (path ?? "$").Split('.')[1..];
        return $"\"{string.Join('.', keys)}\" is {Text(At(given, keys))}, which is not possible there; the default is {Text(At(standard, keys))}.";
    }

    /// <summary>The value at a path of keys; that of the whole list for an element of it ("featureMaps[2]").</summary>
    private static JsonNode? At(JsonObject json, string[] keys) =>
        keys.Aggregate((JsonNode?)json, (node, key) => (node as JsonObject)?[key.Split('[')[0]]);

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object { … }",
        JsonValueKind.Array => "a list [ … ]",
        JsonValueKind.String => "a text \"…\"",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
