using BrainMets.Datasets;
using BrainMets.Nifti;

namespace BrainMets.Phantoms;

/// <summary>Synthetic cases of a site. Case n of a seed is the same whatever was made before it, and on however many threads.</summary>
internal static class PhantomCohort
{
    /// <summary>The name of the second reader in dataset.json.</summary>
    public const string SecondReaderName = "reader2";

    /// <summary>Makes cases one by one on demand.</summary>
    public static IEnumerable<PhantomCase> Create(PhantomSite site, int count, int seed) =>
        Enumerable.Range(0, count).Select(index => CreateOne(site, index, seed));

    /// <summary>Case <paramref name="index"/> (from 0) of the cohort.</summary>
    public static PhantomCase CreateOne(PhantomSite site, int index, int seed)
    {
        var siteSeed = site.Name.Aggregate(seed, (mixed, letter) => SeedStream.Derive(mixed, letter));
        return Replay(PhantomDraw.Of(site, index + 1, SeedStream.Derive(siteSeed, index)));
    }

    /// <summary>The case that a record describes: the same voxels as when it was drawn.</summary>
    public static PhantomCase Replay(PhantomDraw draw) =>
        new PhantomCaseBuilder(draw.Site, draw.CaseSeed).Build(draw.Number) with { Draw = draw };

    /// <summary>
    /// Makes cases and writes each as a folder of .nii.gz files, with a <c>dataset.json</c> over them. The true brain mask is written as
    /// brain.nii.gz but not named in the data set, so that brain extraction is put to work.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; complete cases stay, without a dataset.json.</exception>
    public static DatasetIndex Write(PhantomSite site, int count, int seed, string directory, PhantomWriting? writing = null) =>
        Write(site.Name, count, index => CreateOne(site, index, seed), directory, writing);

    /// <summary>
    /// Makes one case again from its record, and writes it as <see cref="Write(PhantomSite, int, int, string, PhantomWriting?)"/> does.
    /// </summary>
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

/// <summary>How a cohort is written to disk. None of it changes a byte of the images.</summary>
internal sealed record PhantomWriting
{
    /// <summary>Cases made at the same time. Each takes 0.3 to 0.6 GB at its peak.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>True to name the true brain mask in dataset.json; by default brain extraction has to find its own.</summary>
    public bool NameBrainMask { get; init; }

    /// <summary>Receives the number of finished cases after each.</summary>
    public IProgress<int>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

/// <summary>Files of one case: a folder with the scan and its masks as .nii.gz.</summary>
internal static class PhantomFiles
{
    public static Case Write(PhantomCase phantom, string directory, bool nameBrainMask)
    {
        var folder = Path.Combine(Path.GetFullPath(directory), phantom.Id);
        Directory.CreateDirectory(folder);
        string PathOf(string file) => Path.Combine(folder, file);
        var result = new Case
        {
            Id = phantom.Id,
            Patient = phantom.Id,
            Site = phantom.Site,
            T1cPath = PathOf("t1c.nii.gz"),
            ReferencePath = PathOf("reference.nii.gz"),
            ReaderPaths = new Dictionary<string, string>
            {
                [PhantomCohort.SecondReaderName] = PathOf($"{PhantomCohort.SecondReaderName}.nii.gz"),
            },
            BrainMaskPath = nameBrainMask || phantom.FaultyBrainMask is not null ? PathOf("brain.nii.gz") : null,
        };
        NiftiFile.Write(AsShort(phantom.T1c), result.T1cPath);
        NiftiFile.Write(phantom.Reference, result.ReferencePath);
        NiftiFile.Write(phantom.SecondReader, result.ReaderPaths[PhantomCohort.SecondReaderName]);
        NiftiFile.Write(phantom.FaultyBrainMask ?? phantom.BrainMask, PathOf("brain.nii.gz"));
        phantom.Draw?.Save(PathOf("draw.json"));
        return result;
    }

    private static Volume<short> AsShort(Volume<float> image)
    {
        var voxels = new short[image.Voxels.Length];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = (short)Math.Min(image.Voxels[i], short.MaxValue);
        }

        return new Volume<short>(image.Geometry, voxels);
    }
}
