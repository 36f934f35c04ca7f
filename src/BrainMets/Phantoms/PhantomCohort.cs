using BrainMets.Phantoms.Shapes;

namespace BrainMets.Phantoms;

/// <summary>Synthetic cases of a site. Case n of a seed is the same whatever was made before it, and on however many threads.</summary>
public static class PhantomCohort
{
    /// <summary>Makes cases one by one as they are asked for.</summary>
    public static IEnumerable<PhantomCase> Create(PhantomSite site, int count, int seed) =>
        Enumerable.Range(0, count).Select(index => CreateOne(site, index, seed));

    /// <summary>Case <paramref name="index"/> (from 0) of the cohort.</summary>
    public static PhantomCase CreateOne(PhantomSite site, int index, int seed)
    {
        var siteSeed = site.Name.Aggregate(seed, (mixed, letter) => SeedStream.Derive(mixed, letter));
        return new PhantomCaseBuilder(site, SeedStream.Derive(siteSeed, index)).Build(index + 1);
    }
}
