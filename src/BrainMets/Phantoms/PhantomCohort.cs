using BrainMets.Datasets;

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
        return Replay(PhantomDraw.Of(site, index + 1, SeedStream.Derive(siteSeed, index)));
    }

    /// <summary>The case that a record describes: the same voxels as when it was drawn.</summary>
    public static PhantomCase Replay(PhantomDraw draw) => new PhantomCaseBuilder(draw.Site, draw.CaseSeed).Build(draw.Number) with { Draw = draw };

    /// <summary>
    /// Makes cases and writes each as a folder of .nii.gz files, with a <c>dataset.json</c> over them. The true brain mask is written as
    /// brain.nii.gz but not named in the data set, so that brain extraction is put to work.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases stay, without a dataset.json.</exception>
    public static DatasetIndex Write(PhantomSite site, int count, int seed, string directory, PhantomWriting? writing = null) =>
        Write(site.Name, count, index => CreateOne(site, index, seed), directory, writing);

    /// <summary>Makes one case again from its record, and writes it as <see cref="Write(PhantomSite, int, int, string, PhantomWriting?)"/> does.</summary>
    public static DatasetIndex Write(PhantomDraw draw, string directory) => Write(draw.Site.Name, 1, _ => Replay(draw), directory, null);

    private static DatasetIndex Write(string site, int count, Func<int, PhantomCase> make, string directory, PhantomWriting? writing)
    {
        var how = writing ?? new PhantomWriting();
        Directory.CreateDirectory(directory);
        var cases = new Case[count];
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = how.Threads, CancellationToken = how.Cancellation };
        Parallel.For(0, count, options, index =>
        {
            cases[index] = PhantomFiles.Write(make(index), directory, how.NameBrainMask);
            how.Progress?.Report(Interlocked.Increment(ref done));
        });
        var dataset = new DatasetIndex { Name = $"phantoms {site}", Site = site, Cases = cases };
        dataset.Save(Path.Combine(directory, "dataset.json"));
        return dataset;
    }
}
