using Xunit.v3;

namespace BrainMets.Tests.Support;

/// <summary>
/// Takes more than about a second and a half of one quiet core: left out of <c>./test.sh --fast</c>, and begun early by
/// <see cref="LongestFirst"/>. The seconds of a class are those of all its tests together; they need to be about right only.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute(int seconds) : Attribute, ITraitAttribute
{
    public int Seconds => seconds;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("speed", "slow")];
}
