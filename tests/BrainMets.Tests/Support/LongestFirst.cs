using System.Reflection;
using BrainMets.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<LongestFirst>]

namespace BrainMets.Tests.Support;

/// <summary>
/// Classes run side by side, one on every core: those that take long (<see cref="SlowAttribute"/>) begin first, so that none is left over
/// to run by itself at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Dictionary<string, int> Seconds = typeof(LongestFirst).Assembly.GetTypes()
        .Where(type => type.FullName is not null)
        .ToDictionary(type => type.FullName!, SecondsOf); // Not null by the line above.

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(c => Seconds.GetValueOrDefault(ClassOf(c.TestCollectionDisplayName)))];

    // A class makes a collection of its own, called "Test collection for NAME (id: …)".
    private static string ClassOf(string displayName) =>
        displayName.Split(' ').FirstOrDefault(word => word.Contains('.', StringComparison.Ordinal)) ?? displayName;

    private static int SecondsOf(Type type) =>
        new MemberInfo[] { type }.Concat(type.GetMethods()).Sum(member => member.GetCustomAttribute<SlowAttribute>()?.Seconds ?? 0);
}
