using System.Text.Json;
using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

/// <summary>The profile as data against the rest of the program.</summary>
public sealed class ProfileTests
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip };

    private static List<(string Tag, string Do)> Rules =>
        [.. Resource("deidentification-profile.json").RootElement.GetProperty("attributes").EnumerateArray()
        .Select(rule => (rule.GetProperty("tag").GetString()!, rule.GetProperty("do").GetString()!))];

    [Fact]
    public void Every_attribute_that_the_choice_of_series_asks_for_is_kept_or_cleaned()
    {
        var known = Rules.Where(rule => rule.Do is "keep" or "cleaned").Select(rule => rule.Tag).ToHashSet();

        var asked = Attributes(Resource("series-rules.json").RootElement).ToHashSet();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public void Lines_stand_in_the_order_of_tags_once_each_and_none_is_private()
    {
        var tags = Rules.Select(rule => DicomTag.Parse(rule.Tag)).ToList();

        Assert.Equal(tags.Order().Distinct(), tags);
        Assert.DoesNotContain(tags, tag => tag.IsPrivate || tag.Group is (>= 0x5000 and <= 0x50FF) or (>= 0x6000 and <= 0x60FF));
    }

    [Theory]
    [InlineData("0010,1000", null)]                                 // other patient IDs
    [InlineData("0010,0030", "empty")]
    [InlineData("0010,1010", null)]                                 // age
    [InlineData("0008,0080", null)]                                 // institution
    [InlineData("0008,1048", null)]                                 // physician of record
    [InlineData("0008,1030", null)]                                 // study description
    [InlineData("0020,4000", null)]                                 // image comments
    [InlineData("0040,0275", null)]                                 // request attributes
    [InlineData("0008,0018", "uid")]
    [InlineData("0008,1155", "uid")]
    [InlineData("0020,0052", "uid")]
    [InlineData("3006,0024", "uid")]
    [InlineData("0010,0020", "pseudonym")]
    public void What_the_basic_profile_wants_is_done(string tag, string? action) =>
        Assert.Equal(action, Rules.Where(rule => rule.Tag == tag).Select(rule => rule.Do).SingleOrDefault());

    private static JsonDocument Resource(string name)
    {
        using var stream = typeof(FolderDeidentification).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream, Options);
    }

    private static IEnumerable<string> Attributes(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Attributes),
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => property.Name == "attribute" ? [property.Value.GetString()!] : Attributes(property.Value)),
        _ => [],
    };
}
