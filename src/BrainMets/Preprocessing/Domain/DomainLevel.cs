using System.Text.Json.Serialization;

namespace BrainMets.Preprocessing;

/// <summary>How far a scan lies from those a model was trained on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputShiftLevel>))]
public enum InputShiftLevel
{
    /// <summary>Within what the model was trained for, as far as the check can tell.</summary>
    [JsonStringEnumMemberName("green")]
    Green,

    /// <summary>Outside it, but such scans exist; look at the result with care.</summary>
    [JsonStringEnumMemberName("amber")]
    Amber,

    /// <summary>Another kind of image; what the model marks or misses in it means nothing.</summary>
    [JsonStringEnumMemberName("red")]
    Red,
}
