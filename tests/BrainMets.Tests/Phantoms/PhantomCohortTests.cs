using BrainMets.Datasets;
using BrainMets.Nifti;
using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

[Slow(8)]
public sealed class PhantomCohortTests
{
    [Fact]
    public void The_same_seed_gives_the_same_voxels()
    {
        var (once, again) = (PhantomCohort.CreateOne(SiteCases.Coarse, 1, 9), PhantomCohort.CreateOne(SiteCases.Coarse, 1, 9));

        Assert.Equal(once.T1c.Voxels, again.T1c.Voxels);
        Assert.Equal(once.Reference.Voxels, again.Reference.Voxels);
        Assert.Equal(once.SecondReader.Voxels, again.SecondReader.Voxels);
        Assert.Equal(once.T1c.Geometry, again.T1c.Geometry);
        Assert.Equal(once.TrueLesions, again.TrueLesions);
    }

    [Fact]
    public void Another_seed_or_index_gives_another_patient()
    {
        var one = PhantomCohort.CreateOne(SiteCases.Coarse, 0, 9);

        Assert.NotEqual(one.T1c.Voxels, PhantomCohort.CreateOne(SiteCases.Coarse, 0, 10).T1c.Voxels);
        Assert.NotEqual(one.T1c.Voxels, PhantomCohort.CreateOne(SiteCases.Coarse, 1, 9).T1c.Voxels);
    }

    [Fact]
    public void Two_sites_do_not_share_patients()
    {
        var renamed = SiteCases.Coarse with { Name = "other" };

        Assert.NotEqual(PhantomCohort.CreateOne(SiteCases.Coarse, 0, 9).TrueLesions, PhantomCohort.CreateOne(renamed, 0, 9).TrueLesions);
    }

    [Fact]
    public void A_case_does_not_depend_on_how_many_are_made()
    {
        var third = PhantomCohort.Create(SiteCases.Coarse, 3, 4).Last();

        Assert.Equal("coarse-0003", third.Id);
        Assert.Equal(PhantomCohort.CreateOne(SiteCases.Coarse, 2, 4).T1c.Voxels, third.T1c.Voxels);
    }

    [Fact]
    public void Cases_are_made_only_when_asked_for() =>
        Assert.Equal("coarse-0001", PhantomCohort.Create(SiteCases.Coarse, 1_000_000, 4).First().Id);

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        using var folder = new TemporaryFolder();
        var (one, three) = (Path.Combine(folder.Path, "one"), Path.Combine(folder.Path, "three"));

        PhantomCohort.Write(SiteCases.Coarse, 3, 11, one, new PhantomWriting { Threads = 1 });
        PhantomCohort.Write(SiteCases.Coarse, 3, 11, three, new PhantomWriting { Threads = 3 });

        var files = Directory.GetFiles(one, "*", SearchOption.AllDirectories);
        Assert.Equal(1 + (3 * 5), files.Length);
        Assert.All(files, file =>
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(three, Path.GetRelativePath(one, file)))));
    }

    [Fact]
    public void What_is_written_is_what_was_made()
    {
        using var folder = new TemporaryFolder();
        var done = new List<int>();
        var phantom = PhantomCohort.CreateOne(SiteCases.Coarse, 0, 12);

        var written = PhantomCohort.Write(
            SiteCases.Coarse, 1, 12, folder.Path, new PhantomWriting { NameBrainMask = true, Progress = new Collect(done) });

        var loaded = DatasetIndex.Load(Path.Combine(folder.Path, "dataset.json"));
        Assert.Equal("coarse", loaded.Site);
        var found = Assert.Single(loaded.Cases);
        Assert.Equal(written.Cases[0].T1cPath, found.T1cPath);
        var t1c = NiftiFile.Read(found.T1cPath);
        Assert.Equal(phantom.T1c.Voxels, t1c.Voxels);
        Assert.True(t1c.Geometry.SameGridAs(phantom.T1c.Geometry));
        Assert.Equal(phantom.Reference.Voxels, NiftiFile.ReadMaskOn(found.ReferencePath!, t1c.Geometry).Voxels); // every phantom has one
        Assert.Equal(phantom.SecondReader.Voxels, NiftiFile.ReadMaskOn(found.ReaderPaths["reader2"], t1c.Geometry).Voxels);
        Assert.Equal(phantom.BrainMask.Voxels, NiftiFile.ReadMaskOn(found.BrainMaskPath!, t1c.Geometry).Voxels); // asked for above
        Assert.Equal([1], done);
    }

    [Fact]
    public void Brain_extraction_has_to_find_its_own_mask_unless_told()
    {
        using var folder = new TemporaryFolder();

        var written = PhantomCohort.Write(SiteCases.Coarse, 1, 12, folder.Path);

        Assert.Null(written.Cases[0].BrainMaskPath);
        Assert.True(File.Exists(Path.Combine(folder.Path, "coarse-0001", "brain.nii.gz")));
    }

    [Fact]
    public void Cancelling_stops_without_a_dataset_file()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var writing = new PhantomWriting { Threads = 1, Cancellation = cancellation.Token, Progress = new CancelAfterOne(cancellation) };

        Assert.ThrowsAny<OperationCanceledException>(() => PhantomCohort.Write(SiteCases.Coarse, 50, 1, folder.Path, writing));

        Assert.False(File.Exists(Path.Combine(folder.Path, "dataset.json")));
        Assert.InRange(Directory.GetDirectories(folder.Path).Length, 1, 2);
    }

    private sealed class Collect(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }

    private sealed class CancelAfterOne(CancellationTokenSource cancellation) : IProgress<int>
    {
        public void Report(int value) => cancellation.Cancel();
    }
}
